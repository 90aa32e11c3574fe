"""Singular values that fall as a power law, along random directions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity.builders import power_law


def build(exponent=1, units=60, gain=1.25, seed=0):
    return power_law.build(units, gain, np.random.default_rng(seed), exponent=exponent)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 3), st.integers(1, 80), st.integers(0, 1000))
def test_singular_values_fall_with_the_exponent_and_have_the_norm(exponent, units, seed):
    values = np.linalg.svd(build(exponent, units, seed=seed))[1]
    np.testing.assert_allclose(values / values[0], [(i + 1) ** -exponent for i in range(units)], rtol=1e-8)
    assert np.sqrt((values**2).sum()) == pytest.approx(1.25 * np.sqrt(units))


def test_an_exponent_of_zero_is_a_scaled_rotation():
    matrix = build(0)
    np.testing.assert_allclose(matrix @ matrix.T, 1.25**2 * np.eye(60), atol=1e-12)


def test_a_large_exponent_is_of_rank_one():
    assert np.linalg.matrix_rank(build(1000)) == 1


def test_directions_are_uniform_and_independent():
    """The first singular vectors of many draws: no preferred direction, no relation of left to right."""
    found = [np.linalg.svd(build(2, 5, seed=seed)) for seed in range(800)]
    left, right = np.array([u[:, 0] for u, _, _ in found]), np.array([v[0] for _, _, v in found])
    for vectors in (left, right):
        np.testing.assert_allclose(vectors.T @ vectors / 800, np.eye(5) / 5, atol=0.05)
    # (u·v)² of two independent uniform directions in five dimensions has mean 1/5
    assert ((left * right).sum(axis=1) ** 2).mean() == pytest.approx(0.2, abs=0.035)


def test_the_sign_of_the_matrix_is_not_fixed():
    traces = [np.sign(np.trace(build(3, 6, seed=seed))) for seed in range(100)]
    assert 25 < traces.count(1.0) < 75


def test_the_gain_scales_and_the_generator_fixes_the_matrix():
    np.testing.assert_allclose(build(gain=2.5), 2 * build(gain=1.25))
    assert np.array_equal(build(), build()) and not np.array_equal(build(), build(seed=1))
    assert build().dtype == np.float64
