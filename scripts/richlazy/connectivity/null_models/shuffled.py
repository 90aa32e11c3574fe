"""Shuffled null model: the entries of the circuit in random positions."""

import numpy as np


def draw(matrix: np.ndarray, reference: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """All entries of `matrix` [post, pre] in random positions; the distribution of the entries is preserved.

    If no unit connects to itself (the diagonal is zero), only entries off the diagonal are permuted, since a zero
    diagonal is a convention of the data. Otherwise all entries are permuted.
    """
    movable = np.full(matrix.shape, True)
    if not matrix.diagonal().any():
        np.fill_diagonal(movable, False)
    shuffled = np.zeros_like(matrix)
    shuffled[movable] = generator.permutation(matrix[movable])
    return shuffled
