"""Null that keeps the entries and forgets where they are."""

import numpy as np


def draw(matrix: np.ndarray, reference: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """All entries of `matrix` [post, pre] in random places, so that mean, variance and every moment of them stay.

    Where no unit connects to itself (the diagonal is zero), entries move off the diagonal only: that is no chance of
    the wiring but a convention of the data. Otherwise the entries of the diagonal are permuted with all others.
    """
    movable = np.full(matrix.shape, True)
    if not matrix.diagonal().any():
        np.fill_diagonal(movable, False)
    null = np.zeros_like(matrix)
    null[movable] = generator.permutation(matrix[movable])
    return null
