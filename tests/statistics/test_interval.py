"""Intervals against scipy and by counting how often they hold the truth."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.statistics.interval import bootstrap_interval, bounded_interval, t_interval
from scipy import stats


def test_t_interval_is_scipys_and_skips_what_is_missing():
    values = np.random.default_rng(0).normal(size=(6, 3))
    values[2, 1] = np.nan
    mean, low, high = t_interval(values)
    for column in range(3):
        known = values[np.isfinite(values[:, column]), column]
        expected = stats.ttest_1samp(known, 0).confidence_interval(0.95)
        assert (mean[column], low[column], high[column]) == pytest.approx((known.mean(), expected.low, expected.high))


def test_t_interval_without_enough_values_is_silent():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mean, low, high = t_interval(np.array([[1.0, np.nan], [np.nan, np.nan]]))
    assert mean[0] == 1 and np.isnan(mean[1])
    assert np.isnan(low).all() and np.isnan(high).all()


def test_t_interval_covers_the_truth_at_its_level():
    values = np.random.default_rng(1).normal(2.0, 3.0, size=(5, 4000))
    _, low, high = t_interval(values, 0.9)
    assert np.mean((low < 2) & (high > 2)) == pytest.approx(0.9, abs=0.02)


SHARES = arrays(float, st.integers(1, 8), elements=st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0])))
BOUNDS = [(0, 1), (0, None), (None, 1), (-2, 3)]


@given(SHARES, st.sampled_from(BOUNDS), st.sampled_from([0.5, 0.95, 0.999]))
def test_an_interval_with_bounds_holds_the_mean_and_stays_within_them(values, limits, confidence):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mean, low, high = bounded_interval(values, limits, confidence)
    assert mean == pytest.approx(values.mean())
    if len(values) == 1:
        assert np.isnan(low) and np.isnan(high)
        return
    least, largest = (-np.inf if limits[0] is None else limits[0]), (np.inf if limits[1] is None else limits[1])
    assert least <= low <= mean + 1e-12 and mean - 1e-12 <= high <= largest


@given(SHARES.filter(lambda values: len(values) > 1), st.sampled_from([(0, 1), (0, None), (-2, 3)]))
def test_it_is_the_t_interval_of_the_transformed_scale_by_numerical_differentiation(values, limits):
    least, largest = limits

    def scale(x):
        return np.log(x - least) if largest is None else np.log((x - least) / (largest - x))

    mean, low, high = bounded_interval(values, limits)
    if not 1e-3 < mean < 1 - 1e-3 or values.std() < 1e-6:
        return
    slope = (scale(mean + 1e-6) - scale(mean - 1e-6)) / 2e-6
    half = (t_interval(values)[0] - t_interval(values)[1]) * slope
    # Ends that rounding puts on a bound have no finite place on the scale.
    for end, expected in ((low, scale(mean) - half), (high, scale(mean) + half)):
        if abs(expected) < 12:
            assert scale(end) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("limits", [(-1e4, 1e4), (-1e4, None), (None, 1e4), (None, None)])
def test_far_from_the_bounds_it_is_the_t_interval(limits):
    values = np.random.default_rng(0).normal(size=(6, 3))
    values[2, 1] = np.nan
    np.testing.assert_allclose(bounded_interval(values, limits), t_interval(values), atol=2e-3)
    np.testing.assert_allclose(bounded_interval(values.T, limits, axis=1), t_interval(values), atol=2e-3)


@pytest.mark.parametrize("limits", BOUNDS)
def test_equal_values_have_a_point_on_a_bound_too(limits):
    for value in (0.3, *(limit for limit in limits if limit is not None)):
        assert bounded_interval(np.full(4, value), limits) == pytest.approx((value, value, value))


def test_two_values_at_both_bounds_tell_nothing_and_leave_neither():
    assert bounded_interval(np.array([0.0, 1.0]), (0, 1)) == pytest.approx((0.5, 0, 1), abs=1e-9)


def test_a_mean_that_rounding_puts_beyond_a_bound_has_its_interval_cut():
    values = np.array([1.0, 1.0 + 1e-9, 1.0 - 1e-10])
    mean, low, high = bounded_interval(values, (0, 1))
    assert mean > 1 and high == 1 and low == pytest.approx(t_interval(values)[1]) and low < 1


def test_mirrored_values_have_the_mirrored_interval():
    values = np.array([0.99, 0.95, 1.0])
    mean, low, high = bounded_interval(values, (0, 1))
    assert bounded_interval(1 - values, (0, 1)) == pytest.approx((1 - mean, 1 - high, 1 - low))


def test_accuracies_near_one_are_covered_at_about_the_level():
    values = np.random.default_rng(3).beta(19, 1, size=(8, 4000))
    _, low, high = bounded_interval(values, (0, 1))
    covered = np.mean((low < 0.95) & (high > 0.95))
    plain_low, plain_high = t_interval(values)[1:]
    assert covered == pytest.approx(0.95, abs=0.03)
    assert covered > np.mean((plain_low < 0.95) & (plain_high > 0.95))


def test_bootstrap_of_a_large_sample_approaches_the_normal_interval():
    values = np.random.default_rng(2).normal(size=400)
    low, high = bootstrap_interval(values, 0.95, 2000, seed=0)
    half = 1.96 * values.std() / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.02)


def test_bootstrap_of_equal_values_is_a_point():
    assert bootstrap_interval(np.full(4, 0.3), 0.95, 99, seed=0) == (0.3, 0.3)


def test_bootstrap_falls_back_silently_where_its_correction_is_not_defined():
    # With this draw no resample lies below the mean, so the bias correction is infinite.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        low, high = bootstrap_interval(np.array([0.0, 1.0]), 0.95, 3, seed=4)
    assert 0 <= low <= high <= 1
