"""Rescaling of a matrix to the size of a reference; size is a norm or the spectral radius."""

import numpy as np

from richlazy.connectivity.spectrum import frobenius_norm, is_nilpotent, spectral_norm, spectral_radius
from richlazy.errors import InputError

SIZES = {"frobenius": frobenius_norm, "spectral_norm": spectral_norm, "spectral_radius": spectral_radius}


def check_connected(matrix: np.ndarray) -> None:
    """Raise InputError for a matrix of zeros, which cannot be rescaled."""
    if not matrix.any():
        raise InputError(
            f"normalise: all entries of the initial matrix of {len(matrix)} units are 0, which no rescaling changes; "
            "where it is drawn or sampled from more connections write a larger `hidden`, else leave the matrix out"
        )


def rescale(matrix: np.ndarray, reference: np.ndarray, size: str) -> np.ndarray:
    """`matrix` multiplied by the factor that gives it the size of `reference`; size: a key of SIZES.

    Raises InputError for a matrix of size zero: if all entries are 0, and, for the spectral radius, if a power of the
    matrix is zero up to rounding, since its eigenvalues are then rounding errors. The unit of the entries does not
    matter.
    """
    check_connected(matrix)
    if size == "spectral_radius" and is_nilpotent(matrix):
        raise InputError(
            "normalise: spectral_radius cannot rescale a matrix whose spectral_radius is 0 up to rounding "
            "(its connections form no loop, or cancel along all that they form); write `normalise: frobenius`"
        )
    return matrix * (SIZES[size](reference) / SIZES[size](matrix))
