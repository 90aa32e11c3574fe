"""Share of the weight change that lies in the leading singular space of the initial matrix."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "share of the change in the leading singular space of the first matrix under study"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["studied_matrices"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """‖Uᵀ ΔW V‖² / ‖ΔW‖² for ΔW = W(f) - W(0); U, V: the leading k singular vectors of W(0), k = min(10, rank).

    A random change of an N × N matrix has the share k² / N². NaN if nothing has changed.
    """
    left, right = initial.leading_singular_vectors
    change = current.first_matrix - initial.first_matrix
    return float((left.T @ change @ right).square().sum() / change.square().sum())
