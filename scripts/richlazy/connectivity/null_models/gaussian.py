"""Null of no structure at all: the Gaussian matrix of the same seed."""

import numpy as np


def draw(matrix: np.ndarray, reference: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """The reference itself, [post, pre]: nothing of `matrix` is kept but its size, to which the pipeline rescales."""
    return reference
