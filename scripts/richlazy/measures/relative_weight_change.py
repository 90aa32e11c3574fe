"""Relative weight change: ‖W(f) - W(0)‖_F / ‖W(0)‖_F of the matrices under study."""

from richlazy.measures import weight_change
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "relative change of the weights under study"
UNITS = "1"
RANGE = (0, None)
ASKS = ["studied_matrices"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Weight change in units of the initial Frobenius norm; NaN if the initial weights are zero."""
    size = float(initial.studied_weights.norm())
    return weight_change.measure(initial, current) / size if size else float("nan")
