"""Share of the change that lies in the leading singular space of the start."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "share of the change in the leading singular space of the first matrix under study"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["studied_matrices"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """‖Uᵀ ΔW V‖² / ‖ΔW‖² of ΔW = W(f) - W(0); U, V: the leading (ten, or rank) singular vectors of W(0).

    A change in a random direction has k² / N² there, k the number of vectors. NaN where nothing has changed.
    """
    left, right = initial.leading_singular_vectors
    change = current.first_matrix - initial.first_matrix
    return float((left.T @ change @ right).square().sum() / change.square().sum())
