"""Truncation within Dale's law: non-negative factors of the magnitudes, under the signs of the columns.

The singular value decomposition of a matrix of signed columns mixes their signs. Here |W| ≈ A B with A, B ≥ 0 of `rank`
columns and rows (non-negative matrix factorisation, Lee & Seung 1999, by coordinate descent), which the signs of the
columns leave at that rank.
"""

import warnings

import numpy as np
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

from richlazy.connectivity.dale_law import column_signs

_ITERATIONS = 1000


def truncate(matrix: np.ndarray, rank: int) -> np.ndarray:
    """Approximation of `matrix` [post, pre], whose columns have one sign each, of at most the given rank.

    A rank of the full size leaves the matrix as it is. The factors start from the singular vectors, not from chance.
    Raises InputError for a column of both signs.
    """
    if rank >= min(matrix.shape):
        return matrix
    signs = column_signs(matrix)
    # Where zeros of the start were exact, they would stay zero: they are filled with the mean.
    factorisation = NMF(rank, init="nndsvda", max_iter=_ITERATIONS, tol=1e-4, random_state=0)
    with warnings.catch_warnings():
        # It stops by progress relative to that of the first iteration, which has none to make at rank 1.
        warnings.simplefilter("ignore", ConvergenceWarning)
        left = factorisation.fit_transform(np.abs(matrix))
    return left @ factorisation.components_ * signs
