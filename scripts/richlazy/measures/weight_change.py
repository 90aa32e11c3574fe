"""‖W_h(f) - W_h(0)‖_F: how far learning moved the recurrent weights (paper, figure 1)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "change of the recurrent weights (Frobenius norm)"
UNITS = "1"


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Frobenius norm of the difference, summed in float64."""
    return float((current.weights.recurrent.double() - initial.weights.recurrent.double()).norm())
