"""Change along the leading singular vectors of the start: which of its components learning strengthened."""

import numpy as np

from richlazy.measures.components import LEADING, leading
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "change along the leading singular vectors of the first matrix under study"
UNITS = "1"
RANGE = (None, None)
ASKS = ["studied_matrices"]
COMPONENTS = LEADING


def measure(initial: Snapshot, current: Snapshot) -> np.ndarray:
    """u_iᵀ (W(f) - W(0)) v_i of the i-th left and right singular vector of W(0), [component]; NaN beyond its rank.

    In first order of the change this is by how much the i-th singular value grew.
    """
    left, right = initial.leading_singular_vectors
    change = current.first_matrix - initial.first_matrix
    return leading((left * (change @ right)).sum(0))
