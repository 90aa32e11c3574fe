"""The best approximation of a rank: the leading singular triplets (Eckart & Young 1936)."""

import numpy as np


def truncate(matrix: np.ndarray, rank: int) -> np.ndarray:
    """Best approximation of `matrix` [post, pre] of the given rank: its leading singular triplets.

    A rank of the full size leaves the matrix as it is, to the bit.
    """
    if rank >= min(matrix.shape):
        return matrix
    left, values, right = np.linalg.svd(matrix)
    return (left[:, :rank] * values[:rank]) @ right[:rank]
