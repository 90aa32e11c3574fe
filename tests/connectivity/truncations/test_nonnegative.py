"""Truncation within Dale's law."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity.truncations import nonnegative, svd
from richlazy.errors import InputError

SIGNS = np.where(np.arange(14) < 10, 1.0, -1.0)


def magnitudes(seed, shape=(14, 14)):
    return np.random.default_rng(seed).lognormal(size=shape)


@given(st.integers(1, 13), st.integers(0, 10))
@settings(max_examples=20, deadline=None)
def test_columns_keep_their_sign_and_the_matrix_has_the_rank(rank, seed):
    matrix = magnitudes(seed) * SIGNS
    cut = nonnegative.truncate(matrix, rank)
    assert (cut * SIGNS >= 0).all() and np.linalg.matrix_rank(cut) <= rank
    # No factorisation is better than the singular value decomposition, and a good one is not much worse.
    best, nothing = np.linalg.norm(matrix - svd.truncate(matrix, rank)), np.linalg.norm(matrix)
    assert best <= np.linalg.norm(matrix - cut) * (1 + 1e-12) < nothing


@pytest.mark.parametrize("seed", range(3))
def test_rank_one_is_the_leading_singular_triplet(seed):
    # Perron and Frobenius: the leading singular vectors of a positive matrix are positive.
    matrix = magnitudes(seed) * SIGNS
    np.testing.assert_allclose(nonnegative.truncate(matrix, 1), svd.truncate(matrix, 1), rtol=1e-2, atol=1e-3)


def test_a_matrix_of_few_nonnegative_factors_is_kept():
    matrix = magnitudes(0, (14, 2)) @ magnitudes(1, (2, 14)) * SIGNS
    error = np.linalg.norm(nonnegative.truncate(matrix, 2) - matrix) / np.linalg.norm(matrix)
    assert error < 0.02


def test_full_rank_keeps_the_matrix_and_repetition_the_bits():
    matrix = magnitudes(0) * SIGNS
    assert np.array_equal(nonnegative.truncate(matrix, 14), matrix)
    assert np.array_equal(nonnegative.truncate(matrix, 5), nonnegative.truncate(matrix, 5))


def test_columns_of_both_signs_are_refused():
    with pytest.raises(InputError, match="2 of 3 columns .*column 1 is the first.*`truncation: nonnegative`"):
        nonnegative.truncate(np.array([[1.0, -1, 2], [0, 1, -2], [1, 1, 1]]), 1)
