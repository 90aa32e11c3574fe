"""How far the activity points along the directions that are read out: large where dynamics are aligned with the
output, small where they are oblique to it (Schuessler et al. 2024)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "alignment of the read-out with the activity"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["features", "read_out"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """‖W_o H‖_F / (‖W_o‖_F ‖H‖_F), H [unit, step × trial] the activity at all steps of the probe trials, uncentred.

    The correlation of one output with the activity, carried over to several; from 0 to 1 (for a single output; less
    for several), near 1/sqrt(units) for directions drawn at random; NaN for a silent network.
    """
    activity = current.probe_activity.double().flatten(1)
    output = current.read_out.double()
    return float((output @ activity).norm() / (output.norm() * activity.norm()))
