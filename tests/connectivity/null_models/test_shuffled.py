"""The shuffled null: the same entries, in places that have nothing to do with the old ones."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.connectivity.null_models import shuffled

MATRICES = st.integers(1, 8).flatmap(lambda n: arrays(float, (n, n), elements=st.sampled_from([-1.5, 0.0, 0.25, 2.0])))


def draw(matrix, seed=0):
    return shuffled.draw(matrix, np.zeros_like(matrix), np.random.default_rng(seed))


@given(MATRICES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_entries_stay_and_so_does_a_diagonal_of_zeros(matrix, hollow):
    if hollow:
        np.fill_diagonal(matrix, 0)
    null = draw(matrix)
    assert np.array_equal(np.sort(null, axis=None), np.sort(matrix, axis=None))
    if not matrix.diagonal().any():
        assert not null.diagonal().any()


def test_every_entry_is_equally_likely_in_every_place():
    matrix = np.arange(9.0).reshape(3, 3)
    draws = np.array([draw(matrix, seed) for seed in range(4000)])
    hollow = np.where(np.eye(3), 0, np.arange(1.0, 10).reshape(3, 3))
    hollow_draws = np.array([draw(hollow, seed) for seed in range(4000)])
    # Five standard errors of a share of 1/9 and of 1/6 over 4 000 draws.
    for value in matrix.flat:
        assert np.abs((draws == value).mean(0) - 1 / 9).max() < 0.025
    for value in hollow[hollow > 0]:
        assert np.abs((hollow_draws == value).mean(0)[~np.eye(3, dtype=bool)] - 1 / 6).max() < 0.03


def test_the_generator_fixes_the_null_and_the_matrix_is_left_alone():
    matrix = np.random.default_rng(3).standard_normal((5, 5))
    before = matrix.copy()
    assert np.array_equal(draw(matrix, 1), draw(matrix, 1)) and not np.array_equal(draw(matrix, 1), draw(matrix, 2))
    assert np.array_equal(matrix, before)
