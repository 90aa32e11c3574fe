"""Cohorts of irregular series: what is refused, what is known by an hour, the hourly grid, z-scores."""

from dataclasses import replace

import numpy as np
import pytest
from richlazy.errors import InputError

from studies.sepsis.stays import check, cohort_of, hourly, moments, scaled, subset, truncated

# stay, hour, channel, value
ROWS = [(0, 0.0, 0, 1.0), (0, 0.5, 0, 3.0), (0, 7.5, 1, 5.0), (0, 9.0, 0, 100.0), (1, 2.0, 1, -4.0), (2, 8.0, 0, 7.0)]


def small(rows=ROWS, **changes):
    stay, times, channels, values = zip(*rows, strict=True)
    given = dict(case=[True, False, False], onset=[8.0, 8.0, 8.0], patient=[1, 2, 2], stay=[10, 20, 30], names="ab")
    return cohort_of(times, channels, values, stay, **(given | changes))


def random_cohort(seed=0, stays=20):
    random = np.random.default_rng(seed)
    count = 15 * stays
    owner = np.concatenate([np.arange(stays), random.integers(stays, size=count - stays)])
    case = np.arange(stays) % 4 == 0
    return cohort_of(
        random.uniform(0, 30, count),
        random.integers(3, size=count),
        random.standard_normal(count),
        owner,
        case,
        random.uniform(7, 24, stays)[np.arange(stays) // 4 * 4],
        np.arange(stays),
        np.arange(stays),
        "abc",
    )


def test_observations_are_sorted_by_stay_and_time_whatever_their_order():
    expected = small()
    for name in ("times", "channels", "values", "offsets"):
        np.testing.assert_array_equal(getattr(small(ROWS[::-1]), name), getattr(expected, name))
    np.testing.assert_array_equal(expected.offsets, [0, 4, 5, 6])


@pytest.mark.parametrize(
    "rows, changes, message",
    [
        ([*ROWS, (1, -0.1, 0, 1.0)], {}, "stay 20: observations at negative times"),
        (ROWS[:-1], {}, "stay 30: no observation"),
        ([*ROWS, ROWS[0]], {}, "stay 10: two observations of one channel at one time"),
        ([*ROWS, (1, np.nan, 0, 1.0)], {}, "stay 20: times that are not finite"),
        ([*ROWS, (1, 1.0, 0, np.inf)], {}, "stay 20: values that are not finite"),
        ([*ROWS, (1, 1.0, 2, 1.0)], {}, "stay 20: channels beyond the 2"),
        ([*ROWS, (3, 1.0, 1, 1.0)], {}, "observations of stays 0 to 3 among 3"),
        (ROWS, {"case": [False] * 3}, "no case among 3 stays"),
        (ROWS, {"case": [True] * 3}, "no control among 3 stays"),
        (ROWS, {"stay": [10, 20, 10]}, "stay 10 is there twice"),
        (ROWS, {"onset": [8.0, 8.0, 9.0]}, "stay 30: an onset hour that no case has"),
        (ROWS, {"onset": [8.0, np.nan, 8.0]}, "stay 20: no onset hour"),
        (ROWS, {"patient": [1, 2]}, "patient has shape"),
    ],
)
def test_what_is_no_cohort_is_refused(rows, changes, message):
    with pytest.raises(InputError, match=message):
        small(rows, **changes)


def test_times_out_of_order_are_refused():
    with pytest.raises(InputError, match="stay 10: times out of order"):
        check(replace(small(), times=small().times[[1, 0, 2, 3, 4, 5]]))


def test_what_is_known_ends_at_onset_less_the_horizon_and_the_bound_belongs_to_it():
    np.testing.assert_array_equal(truncated(small(), 0).offsets, [0, 3, 4, 5])
    np.testing.assert_array_equal(truncated(small(), 6).offsets, [0, 2, 3, 3])
    np.testing.assert_array_equal(truncated(small(), 6).times, [0, 0.5, 2])
    for horizon in (-1, 8.5):
        with pytest.raises(InputError, match="allowed is 0 to 8, the earliest onset"):
            truncated(small(), horizon)


def test_the_grid_holds_hourly_means_carried_forward_and_the_mean_before_them():
    grid = hourly(small(), 0, np.array([-1.0, -2.0]))
    np.testing.assert_array_equal(grid.offsets, [0, 8, 16, 24])
    np.testing.assert_array_equal(grid.values[:8], [[2, -2]] * 7 + [[2, 5]])
    np.testing.assert_array_equal(grid.values[8:16], [[-1, -2]] + [[-1, -4]] * 7)
    np.testing.assert_array_equal(grid.last, [[2, 5], [-1, -4], [7, -2]])


@pytest.mark.parametrize("horizon", [0, 1.5, 7])
def test_the_grid_equals_a_loop_over_stays_channels_and_hours(horizon):
    cohort, mean = random_cohort(), np.array([0.1, 0.2, 0.3])
    grid = hourly(cohort, horizon, mean)
    for number in range(len(cohort)):
        end = cohort.onset[number] - horizon
        rows = grid.values[grid.offsets[number] : grid.offsets[number + 1]]
        assert len(rows) == max(int(np.ceil(end)), 1)
        mine = slice(cohort.offsets[number], cohort.offsets[number + 1])
        times, channels, values = cohort.times[mine], cohort.channels[mine], cohort.values[mine]
        for channel in range(3):
            value = mean[channel]
            for row in range(len(rows)):
                within = (channels == channel) & (times <= end) & (times > row) & (times <= row + 1)
                value = values[within].mean() if within.any() else value
                assert rows[row, channel] == pytest.approx(value, abs=1e-12)


def test_neither_grid_nor_moments_change_with_what_comes_after_the_horizon():
    cohort, mean = random_cohort(), np.zeros(3)
    late = cohort.times > (cohort.onset - 2)[cohort.owner]
    other = replace(cohort, values=np.where(late, 1e9, cohort.values))
    np.testing.assert_array_equal(hourly(other, 2, mean).values, hourly(cohort, 2, mean).values)
    np.testing.assert_array_equal(moments(truncated(other, 2)), moments(truncated(cohort, 2)))


def test_a_stay_is_the_same_whatever_stays_are_beside_it():
    cohort, mean = random_cohort(), np.zeros(3)
    whole, some = hourly(cohort, 1, mean), hourly(subset(cohort, np.array([7, 3])), 1, mean)
    np.testing.assert_array_equal(some.last, whole.last[[7, 3]])
    part = subset(cohort, np.array([7, 3]))
    np.testing.assert_array_equal(part.times[: part.offsets[1]], cohort.times[cohort.offsets[7] : cohort.offsets[8]])
    np.testing.assert_array_equal(part.patient, [7, 3])


def test_z_scores_have_mean_0_and_deviation_1_and_constants_stay_finite():
    cohort = random_cohort()
    mean, deviation = moments(scaled(cohort, *moments(cohort)))
    np.testing.assert_allclose(mean, 0, atol=1e-12)
    np.testing.assert_allclose(deviation, 1, rtol=1e-12)
    constant = replace(cohort, values=np.full_like(cohort.values, 0.1), names=tuple("abcd"))
    mean, deviation = moments(constant)
    np.testing.assert_allclose(mean, [0.1, 0.1, 0.1, 0])
    np.testing.assert_array_equal(deviation, 1)
