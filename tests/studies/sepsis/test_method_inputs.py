"""From a cohort to what methods take: the same rows and observations, z-scores of the training part, no leak."""

from dataclasses import replace

import numpy as np
import pytest

from studies.sepsis.method_inputs import at_horizon, scale_of
from studies.sepsis.methods import floor
from studies.sepsis.methods.padding import padded
from studies.sepsis.methods.warping import distances
from studies.sepsis.scores import auprc
from studies.sepsis.simulator import simulate
from studies.sepsis.splits import by_seed
from studies.sepsis.stays import hourly, scaled, truncated

COHORT = simulate(300, 0)
SPLIT = by_seed(COHORT.patient, COHORT.case, 0, 0.4)
SCALE = scale_of(COHORT, SPLIT.training)


def test_training_stays_have_mean_0_and_deviation_1():
    stays = at_horizon(COHORT, SPLIT.training, 0, SCALE)
    values, channels = (np.concatenate([stay[index] for stay in stays.irregular]) for index in (2, 1))
    for channel in range(12):
        assert values[channels == channel].mean() == pytest.approx(0, abs=1e-12)
        assert values[channels == channel].std() == pytest.approx(1)


@pytest.mark.parametrize("horizon", [0, 3, 7])
def test_rows_and_observations_are_those_of_the_cohort(horizon):
    stays = at_horizon(COHORT, SPLIT.test, horizon, SCALE)
    grid = hourly(scaled(COHORT, *SCALE), horizon, np.zeros(12))
    np.testing.assert_array_equal(floor.last_rows(stays), grid.last[SPLIT.test].astype(np.float32))
    np.testing.assert_array_equal(stays.lengths, np.maximum(np.ceil(COHORT.onset[SPLIT.test] - horizon), 1))
    known = truncated(COHORT, horizon)
    np.testing.assert_array_equal([len(stay[0]) for stay in stays.irregular], np.diff(known.offsets)[SPLIT.test])
    np.testing.assert_array_equal(stays.cases, COHORT.case[SPLIT.test])
    assert padded(stays.irregular, 12).times.max() <= (COHORT.onset[SPLIT.test] - horizon).max()


def test_nothing_after_the_horizon_nor_of_other_stays_comes_through():
    late = COHORT.times > (COHORT.onset - 3)[COHORT.owner]
    tested = np.isin(COHORT.owner, SPLIT.test)
    other = replace(COHORT, values=np.where(late & tested, 1e6, COHORT.values))
    np.testing.assert_array_equal(scale_of(other, SPLIT.training), SCALE)
    before, after = (at_horizon(cohort, SPLIT.test, 3, SCALE) for cohort in (COHORT, other))
    np.testing.assert_array_equal(before.grid, after.grid)
    alone = at_horizon(COHORT, SPLIT.test[4:5], 3, SCALE)
    np.testing.assert_array_equal(alone.grid[0], before.grid[4, : alone.lengths[0]])


def test_horizons_can_be_warped_in_one_pass():
    """Rows before the last are equal at all horizons, as the distances ask for."""
    parts = [at_horizon(COHORT, SPLIT.test, horizon, SCALE) for horizon in (0, 3, 7)]
    training = at_horizon(COHORT, SPLIT.training[:10], 0, SCALE)
    lengths = np.stack([part.lengths for part in parts])
    channel = [part.grid[:, :, 0] for part in parts]
    found = distances(channel, lengths, training.grid[:, :, 0], training.lengths)
    assert found.shape == (3, len(SPLIT.test), 10) and np.isfinite(found).all()


def test_the_floor_learns_from_a_simulated_cohort():
    model = floor.fit(at_horizon(COHORT, SPLIT.training, 0, SCALE))
    scores = floor.scores(model, at_horizon(COHORT, SPLIT.test, 0, SCALE))
    assert auprc(scores, COHORT.case[SPLIT.test]) > 2 * COHORT.case.mean()
