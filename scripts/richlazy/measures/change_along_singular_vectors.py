"""Change along the leading singular vectors of the initial matrix: which of its components learning strengthened."""

import numpy as np

from richlazy.measures.components import LEADING, leading
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "change along the leading singular vectors of the first matrix under study"
UNITS = "1"
RANGE = (None, None)
ASKS = ["studied_matrices"]
COMPONENTS = LEADING


def measure(initial: Snapshot, current: Snapshot) -> np.ndarray:
    """u_iᵀ (W(f) - W(0)) v_i for the i-th left and right singular vectors of W(0), [component]; NaN beyond its rank.

    To first order in the change, this is the growth of the i-th singular value.
    """
    left, right = initial.leading_singular_vectors
    change = current.first_matrix - initial.first_matrix
    return leading((left * (change @ right)).sum(0))
