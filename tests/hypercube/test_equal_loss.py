"""Measures at equal loss, against a walk along the checkpoints one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.hypercube.equal_loss import SMALLEST, at_equal_loss, lowest_common_loss, shared_levels

# Few values, so that levels are met exactly, losses stand still, and checkpoints are missing, all of it often.
LOSSES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, 2.0, np.nan, np.inf])
VALUES = st.sampled_from([-2.0, 0.0, 0.5, 3.0, np.nan])
LEVELS = [0.0, 0.2, 0.25, 0.4, 0.75, 0.9, 1.5]


def by_hand(values, losses, level):
    """The measure of one run at one level."""
    before = None
    for value, loss in zip(values, losses, strict=True):
        if not np.isfinite(loss):
            continue
        if loss == level:
            return value
        if before and before[1] > level > loss:
            return np.interp(level, [loss, before[1]], [value, before[0]])
        before = value, loss
    return np.nan


@given(st.lists(st.tuples(VALUES, LOSSES), min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_the_measure_is_taken_at_the_first_crossing(run):
    values, losses = np.array(run).T
    expected = [by_hand(values, losses, level) for level in LEVELS]
    np.testing.assert_allclose(at_equal_loss(values, losses, LEVELS), expected, rtol=1e-12, atol=1e-12)


def test_a_measure_that_is_linear_in_the_loss_is_found_exactly():
    loss = np.geomspace(1.1, 0.01, 9)
    levels = np.linspace(0.02, 1.0, 17)
    np.testing.assert_allclose(at_equal_loss(3 - 2 * loss, loss, levels), 3 - 2 * levels, rtol=1e-12)


def test_every_run_of_an_array_is_treated_alone():
    random = np.random.default_rng(0)
    measure, loss = random.random((2, 3, 4, 6))
    found = at_equal_loss(measure, loss, LEVELS)
    assert found.shape == (3, 4, len(LEVELS))
    expected = [
        [at_equal_loss(m, x, LEVELS) for m, x in zip(*pair, strict=True)] for pair in zip(measure, loss, strict=True)
    ]
    np.testing.assert_array_equal(found, expected)


def test_levels_that_are_never_reached_or_lie_above_the_start_are_nan():
    found = at_equal_loss([1.0, 2.0], [0.8, 0.4], [1.0, 0.6, 0.3])
    np.testing.assert_array_equal(found, [np.nan, 1.5, np.nan])


def test_no_levels_give_no_values():
    assert at_equal_loss(np.ones((2, 3)), np.ones((2, 3)), []).shape == (2, 0)


def test_the_lowest_common_loss_is_reached_by_all_runs_and_none_lower_is():
    random = np.random.default_rng(1)
    loss = random.random((5, 4, 7))
    loss[1, 2], loss[0, 0, 3:] = np.nan, np.nan
    level = lowest_common_loss(loss)
    counted = np.isfinite(loss).any(-1)
    lowest = np.nanmin(loss[counted], -1)
    assert (lowest <= level).all() and not (lowest <= np.nextafter(level, 0)).all()


@pytest.mark.parametrize("loss", [np.full((2, 3), np.nan), np.empty((0, 3))])
def test_without_a_run_there_is_no_common_loss(loss):
    assert np.isnan(lowest_common_loss(loss))


def test_nine_of_ten_seeds_pass_through_all_shared_levels_in_every_condition():
    random = np.random.default_rng(2)
    loss = np.sort(random.uniform(0.01, 1, (20, 3, 6)))[..., ::-1]
    loss[..., 0] += 1
    levels = shared_levels(loss, 7)
    assert levels.shape == (7,) and levels[0] == loss[..., 0].min() and (np.diff(levels) < 0).all()
    np.testing.assert_allclose(np.diff(np.log(levels), 2), 0, atol=1e-12)

    def seeds_at(level):
        return np.isfinite(at_equal_loss(loss, loss, [level])).all((1, 2)).sum()

    assert [seeds_at(level) for level in levels[:-1]].count(20) >= 1
    assert seeds_at(levels[-1]) == 18 and seeds_at(0.999 * levels[-1]) < 18 and seeds_at(1.001 * levels[0]) < 20


def test_shared_levels_end_where_losses_mean_nothing():
    assert shared_levels(np.array([[[1.0, 0.0]]]), 3) == pytest.approx([1, 1e-3, SMALLEST])


@pytest.mark.parametrize("loss", [np.full((2, 2, 3), np.nan), np.ones((2, 2, 3)), np.zeros((1, 1, 2))])
def test_where_no_loss_falls_there_are_no_levels(loss):
    assert shared_levels(loss, 3).shape == (0,)


def test_runs_that_do_not_count_move_no_level():
    loss = np.sort(np.random.default_rng(3).random((5, 3, 6)))[..., ::-1]
    wider = np.concatenate([loss, np.full((5, 1, 6), np.nan)], 1)
    wider = np.concatenate([wider, np.full((2, 4, 6), np.nan)])
    np.testing.assert_array_equal(shared_levels(wider, 4), shared_levels(loss, 4))
