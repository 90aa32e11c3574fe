"""Truncation that preserves Dale's law: non-negative factors of the magnitudes, with the signs of the columns.

Truncation by singular values would mix the signs of the columns. Here |W| ≈ A B with A, B ≥ 0 of `rank` columns and
rows (non-negative matrix factorisation, Lee & Seung 1999, by coordinate descent); the signs of the columns do not
change the rank of A B.
"""

import warnings

import numpy as np
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

from richlazy.connectivity.dale_law import column_signs

_ITERATIONS = 1000


def truncate(matrix: np.ndarray, rank: int) -> np.ndarray:
    """Approximation of `matrix` [post, pre], whose columns have one sign each, with at most the given rank.

    A full rank returns the matrix unchanged. The factors are initialised by the singular vectors, without random
    numbers. Raises InputError for a column with entries of both signs.
    """
    if rank >= min(matrix.shape):
        return matrix
    signs = column_signs(matrix)
    # "nndsvda" fills zeros of the initial factors with the mean: exact zeros would stay zero.
    factorisation = NMF(rank, init="nndsvda", max_iter=_ITERATIONS, tol=1e-4, random_state=0)
    with warnings.catch_warnings():
        # The criterion is relative to the progress of the first iteration, which is zero at rank 1.
        warnings.simplefilter("ignore", ConvergenceWarning)
        left = factorisation.fit_transform(np.abs(matrix))
    return left @ factorisation.components_ * signs
