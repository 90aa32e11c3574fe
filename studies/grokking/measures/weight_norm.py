"""The size of the weights, which grows where a network groks without weight decay."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "norm of the weights over that before learning"
UNITS = "1"
RANGE = (0, None)
ASKS = ["studied_matrices"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Norm of all weights under study over that before learning."""
    return float(current.studied_weights.norm() / initial.studied_weights.norm())
