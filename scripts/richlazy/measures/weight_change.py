"""Weight change ‖W(f) - W(0)‖_F of the matrices under study, W_h of a recurrent network (paper, figure 1)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "change of the weights under study (Frobenius norm)"
UNITS = "1"
RANGE = (0, None)
ASKS = ["studied_matrices"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Frobenius norm of the change of all matrices under study, summed in float64."""
    return float((current.studied_weights - initial.studied_weights).norm())
