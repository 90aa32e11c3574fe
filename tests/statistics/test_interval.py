"""Intervals against scipy and by counting how often they hold the truth."""

import warnings

import numpy as np
import pytest
from richlazy.statistics.interval import bootstrap_interval, t_interval
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
