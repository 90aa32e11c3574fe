"""The sign- and mean-matched null: signs stay, sizes have the moments asked for, and Gaussians stay Gaussian."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.connectivity.null_models import sign_matched
from scipy import stats

SIZE = 400


def draw(matrix, seed=0):
    return sign_matched.draw(matrix, np.zeros_like(matrix), np.random.default_rng(seed))


def signed(sizes, seed=1):
    """Sizes with random signs, a third of them set to 0."""
    return sizes * np.random.default_rng(seed).choice([-1, 0, 1], sizes.shape)


@given(arrays(float, (6, 6), elements=st.sampled_from([-3.0, -0.1, 0.0, 0.5, 100.0])), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_every_entry_keeps_its_sign(matrix, seed):
    assert np.array_equal(np.sign(draw(matrix, seed)), np.sign(matrix))


# Spread from a tenth to 1.6 times the mean; a folded Gaussian ends at .76, a truncated one at 1.
@pytest.mark.parametrize(
    "distribution",
    [stats.norm(10, 1), stats.uniform(0, 1), stats.halfnorm(), stats.lognorm(0.6), stats.expon(), stats.lognorm(1.1)],
)
def test_each_sign_keeps_its_mean_and_variance(distribution):
    matrix = signed(distribution.rvs((SIZE, SIZE), random_state=0))
    matrix[matrix < 0] *= 3  # the signs differ in their moments
    null = draw(matrix)
    for side in (matrix > 0, matrix < 0):
        # 53 000 entries; the variance of a heavy tail is the harder one to hit.
        assert null[side].mean() == pytest.approx(matrix[side].mean(), rel=0.03)
        assert null[side].std() == pytest.approx(matrix[side].std(), rel=0.06)


def test_a_gaussian_matrix_stays_gaussian():
    null = draw(np.random.default_rng(0).standard_normal((SIZE, SIZE)))
    assert stats.kstest(null.ravel(), "norm").statistic < 0.01


def test_sizes_of_squared_gaussians_are_squared_gaussians():
    null = draw(np.random.default_rng(0).standard_normal((SIZE, SIZE)) ** 2)
    assert stats.kstest(null.ravel(), stats.chi2(1).cdf).statistic < 0.01


def test_sizes_without_spread_stay_to_the_rounding():
    matrix = signed(np.full((20, 20), 0.7))
    assert draw(matrix) == pytest.approx(matrix, rel=1e-6)
    single = np.diag([5.0, 0, -2.0])
    assert draw(single) == pytest.approx(single, rel=1e-6)


def test_sizes_are_drawn_anew_by_the_generator_without_regard_to_the_old_ones():
    matrix = signed(np.random.default_rng(0).lognormal(size=(SIZE, SIZE)))
    null = draw(matrix, 5)
    assert np.array_equal(null, draw(matrix, 5)) and not np.array_equal(null, draw(matrix, 6))
    present = matrix != 0
    ranks = stats.spearmanr(np.abs(matrix[present]), np.abs(null[present])).statistic
    assert abs(ranks) < 5 / np.sqrt(present.sum())
