"""Stays of a cohort at a horizon, and that nothing after the horizon has an influence on any method."""

from dataclasses import replace

import numpy as np
import pytest
from richlazy.errors import InputError

from studies.sepsis.methods import floor, learning, warping
from studies.sepsis.methods.cohorts import stays_of
from studies.sepsis.stays import cohort_of

NAMES = ("heart rate", "lactate")
ONSETS = np.array([4.5, 6.0, 4.5, 6.0, 4.5, 6.0])


def cohort(seed=0):
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(6), 15)
    times = rng.uniform(0, ONSETS[owner])
    case, number = np.arange(6) < 2, np.arange(6)
    return cohort_of(times, rng.integers(0, 2, 90), rng.standard_normal(90), owner, case, ONSETS, number, number, NAMES)


def test_measurements_and_rows_end_at_the_horizon():
    known = stays_of(cohort(), 2)
    assert known.lengths.tolist() == [3, 4, 3, 4, 3, 4] and known.grid.shape == (6, 4, 2)
    whole = cohort()
    for stay, (times, channels, values) in enumerate(known.irregular):
        rows = slice(*whole.offsets[stay : stay + 2])
        seen = whole.times[rows] <= ONSETS[stay] - 2
        np.testing.assert_array_equal(times, whole.times[rows][seen])
        np.testing.assert_array_equal(channels, whole.channels[rows][seen])
        np.testing.assert_array_equal(values, whole.values[rows][seen])


@pytest.mark.parametrize("horizon", [0, 1, 3])
def test_a_row_is_the_last_mean_of_an_hour_that_had_measurements(horizon):
    known = stays_of(cohort(), horizon)
    for stay, (times, channels, values) in enumerate(known.irregular):
        for channel in range(2):
            last = 0.0
            for row in range(known.lengths[stay]):
                inside = (times > row) & (times <= row + 1) & (channels == channel)
                last = values[inside].mean() if inside.any() else last
                assert known.grid[stay, row, channel] == pytest.approx(last, abs=1e-6)


@pytest.mark.parametrize("method", [*learning.LEARNERS, "floor", "warping"])
def test_no_score_depends_on_what_is_known_after_the_horizon(method):
    whole, horizon = cohort(), 2
    after = whole.times > (whole.onset - horizon)[whole.owner]
    changed = replace(whole, values=np.where(after, 1e3, whole.values))
    training = stays_of(whole, 0)

    def scores(stays):
        if method == "floor":
            return floor.scores(floor.fit(training), stays)
        if method == "warping":
            parts = [
                warping.distances([stays.grid[..., c]], [stays.lengths], training.grid[..., c], training.lengths)[0]
                for c in range(2)
            ]
            return warping.shares(np.stack(parts), training.cases, [3])[0]
        settings = learning.Settings(width=4, levels=2)
        return learning.scores(learning.new_learner(method, NAMES, settings, 1), stays, 2, 1)

    np.testing.assert_array_equal(scores(stays_of(changed, horizon)), scores(stays_of(whole, horizon)))


def test_all_horizons_of_a_cohort_fit_into_one_pass_of_warping():
    whole = cohort()
    parts, training = [stays_of(whole, horizon) for horizon in (0, 1, 2.5)], stays_of(cohort(1), 0)
    grids, lengths = [part.grid[..., 0] for part in parts], np.stack([part.lengths for part in parts])
    together = warping.distances(grids, lengths, training.grid[..., 0], training.lengths)
    for number in range(3):
        alone = warping.distances([grids[number]], lengths[[number]], training.grid[..., 0], training.lengths)
        np.testing.assert_allclose(together[number], alone[0], rtol=1e-6)


def test_a_stay_that_is_cut_at_admission_has_one_row_and_no_measurement():
    known = stays_of(cohort(), 4.5)
    assert known.lengths.tolist() == [1, 2, 1, 2, 1, 2]
    assert len(known.irregular[0][0]) == 0 and not known.grid[0].any()
    scores = learning.scores(learning.new_learner("mgp_tcn", NAMES, learning.Settings(), 1), known, 2, 1)
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("horizon", [-1, 5])
def test_a_horizon_beyond_the_earliest_onset_is_refused(horizon):
    with pytest.raises(InputError, match="4.5, the earliest onset"):
        stays_of(cohort(), horizon)
