"""Alignment of the activity with the read-out weights: large for aligned dynamics, small for oblique dynamics
(Schuessler et al. 2024)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "alignment of the read-out with the activity"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["features", "read_out"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """‖W_o H‖_F / (‖W_o‖_F ‖H‖_F), H [unit, step × trial] the activity at all steps of the probe trials, uncentred.

    A generalisation of the correlation between one output and the activity. From 0 to 1 for one output, with a lower
    maximum for several; near 1/sqrt(units) for random directions; NaN if all units are zero.
    """
    activity = current.probe_activity.double().flatten(1)
    output = current.read_out.double()
    return float((output @ activity).norm() / (output.norm() * activity.norm()))
