"""Rank truncation: the best approximation of its rank (Eckart, Young & Mirsky)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity.truncations.svd import truncate


def matrix_of(seed, shape=(12, 12)):
    return np.random.default_rng(seed).standard_normal(shape)


@given(st.integers(1, 11), st.integers(0, 20))
@settings(max_examples=30, deadline=None)
def test_truncation_keeps_the_largest_singular_values_alone(rank, seed):
    matrix = matrix_of(seed)
    full = np.linalg.svd(matrix, compute_uv=False)
    cut = truncate(matrix, rank)
    found = np.linalg.svd(cut, compute_uv=False)
    np.testing.assert_allclose(found[:rank], full[:rank], rtol=1e-12)
    assert found[rank:].max() < 1e-13 * full[0]
    assert np.linalg.matrix_rank(cut) == rank
    # The least error that a matrix of this rank can have.
    np.testing.assert_allclose(np.linalg.norm(matrix - cut), np.linalg.norm(full[rank:]), rtol=1e-10)


@pytest.mark.parametrize("rank", [12, 13, 500])
def test_full_rank_keeps_the_matrix_to_the_bit(rank):
    assert np.array_equal(truncate(matrix_of(0), rank), matrix_of(0))


def test_a_matrix_of_low_rank_is_kept():
    low = matrix_of(0, (12, 2)) @ matrix_of(1, (2, 12))
    np.testing.assert_allclose(truncate(low, 2), low, rtol=0, atol=1e-13)


def test_truncations_of_one_matrix_are_nested():
    np.testing.assert_allclose(truncate(truncate(matrix_of(0), 7), 3), truncate(matrix_of(0), 3), rtol=0, atol=1e-13)


def test_the_matrix_given_is_left_alone():
    matrix = matrix_of(0)
    truncate(matrix, 3)
    assert np.array_equal(matrix, matrix_of(0))
