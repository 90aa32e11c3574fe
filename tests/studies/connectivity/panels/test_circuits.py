"""Axes and words that figures of circuits share."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from richlazy.statistics.interval import t_interval
from richlazy.statistics.signed_rank import hodges_lehmann

from studies.connectivity.panels.circuits import dodged, effect_of_most, mean_of_most, share_ticks, why_no_mean, wrapped


@given(st.floats(1e-4, 1), st.floats(1, 1e3))
def test_share_ticks_enclose_the_values_and_no_more(low, factor):
    high = low * factor
    ticks = share_ticks(low, high)
    assert ticks[0] < low and high < ticks[-1]
    assert len(ticks) >= 2 and ticks == sorted(ticks)
    assert sum(tick < 0.92 * low for tick in ticks) == 1 == sum(tick > 1.15 * high for tick in ticks)


def test_share_ticks_are_ones_and_threes():
    assert share_ticks(0.02, 0.6) == pytest.approx([0.01, 0.03, 0.1, 0.3, 1])


@pytest.mark.parametrize("count", [1, 2, 7])
def test_marks_of_a_row_stay_in_it(count):
    places = dodged(count)
    assert len(places) == count and abs(places.sum()) < 1e-9 and abs(places).max() < 0.5


def test_names_become_words_in_lines():
    assert wrapped("mushroom_body_left", 14) == "mushroom body\nleft"
    assert wrapped("worm", 3) == "worm" and wrapped("dale", 3) == "Dale"


def test_survivors_have_a_mean_where_they_are_at_least_half():
    half = np.array([1.0, 3.0, np.nan, np.nan])
    assert mean_of_most(half) == tuple(t_interval(half, 0.95)) and mean_of_most(half)[0] == 2
    assert np.isnan(mean_of_most(np.array([1.0, np.nan, np.nan]))).all()


@pytest.mark.parametrize(
    ("diverged", "words"),
    [
        ([[0, 0, 0, 1]], ""),
        ([[0, 0, 1, 1]], ""),
        ([[0, 1, 1, 1]], "3 of 4 diverged"),
        ([[1, 1, 1, 1]], "4 of 4 diverged"),
        ([[0, 1, 0, 0], [1, 0, 1, 0]], "3 of 4 diverged"),
        ([[0, 1, 1, np.nan]], "2 of 3 diverged"),
        ([[np.nan] * 4], "not run"),
    ],
)
def test_a_missing_mean_has_a_reason_where_more_than_half_of_the_seeds_are_lost(diverged, words):
    assert why_no_mean(xr.DataArray(diverged, dims=("task", "seed"))) == words


def test_effects_have_the_estimate_and_the_interval_of_the_claims():
    effects = np.array([0.1, 0.4, 0.2, 0.9, 0.3, 0.25, np.nan, 7.0])
    assert effect_of_most(effects) == hodges_lehmann(effects[np.isfinite(effects)], 0.95)
    assert effect_of_most(effects)[0] < 1 < np.nanmean(effects)
    few = effect_of_most(effects[:5])
    assert few[0] == pytest.approx(0.3) and np.isnan(few[1:]).all()
    assert np.isnan(effect_of_most(np.array([1.0, np.nan, np.nan]))).all()
