"""Rescaling of a matrix to the size of a reference, by a chosen notion of size."""

import numpy as np

from richlazy.connectivity.spectrum import frobenius_norm, spectral_norm, spectral_radius
from richlazy.errors import InputError

SIZES = {"frobenius": frobenius_norm, "spectral_norm": spectral_norm, "spectral_radius": spectral_radius}


def rescale(matrix: np.ndarray, reference: np.ndarray, size: str) -> np.ndarray:
    """`matrix` times the factor that gives it the size of `reference`; `size` is a key of SIZES.

    Raises InputError where the matrix has size zero (a nilpotent matrix has spectral radius zero, for one).
    """
    found = SIZES[size](matrix)
    if found <= np.finfo(matrix.dtype).eps * frobenius_norm(reference):
        raise InputError(
            f"normalise: {size} cannot rescale a matrix whose {size} is {found:.3g}; write `normalise: frobenius`"
        )
    return matrix * (SIZES[size](reference) / found)
