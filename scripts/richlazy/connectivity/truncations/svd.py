"""Truncation to the leading singular triplets, the best approximation of that rank (Eckart & Young 1936)."""

import numpy as np


def truncate(matrix: np.ndarray, rank: int) -> np.ndarray:
    """Best approximation of `matrix` [post, pre] of the given rank: its leading singular triplets.

    A full rank returns the same bits.
    """
    if rank >= min(matrix.shape):
        return matrix
    left, values, right = np.linalg.svd(matrix)
    return (left[:, :rank] * values[:rank]) @ right[:rank]
