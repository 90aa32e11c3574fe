"""Methods on a cohort that is cut at a horizon: nothing that is known later has an influence."""

from dataclasses import replace

import numpy as np
import pytest

from studies.sepsis.method_inputs import Scale, at_horizon
from studies.sepsis.methods import floor, learning, warping
from studies.sepsis.stays import cohort_of

NAMES = ("heart rate", "lactate")
ONSETS = np.array([4.5, 6.0, 4.5, 6.0, 4.5, 6.0])


def cohort(seed=0):
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(6), 15)
    times = rng.uniform(0, ONSETS[owner])
    case, number = np.arange(6) < 2, np.arange(6)
    return cohort_of(times, rng.integers(0, 2, 90), rng.standard_normal(90), owner, case, ONSETS, number, number, NAMES)


def stays_of(whole, horizon):
    return at_horizon(whole, np.arange(6), horizon, Scale(np.zeros(2), np.ones(2)))


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
            return warping.scores([stays], training, [3])[0, 0]
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


def test_another_cut_of_the_same_stays_gives_other_scores():
    """So that the test above could fail."""
    whole = cohort()
    learner = learning.new_learner("raw_tcn", NAMES, learning.Settings(width=4, levels=2), 1)
    assert (
        learning.scores(learner, stays_of(whole, 0), 1, 1) != learning.scores(learner, stays_of(whole, 2), 1, 1)
    ).all()
