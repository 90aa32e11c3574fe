"""What measures exactness finds what is not exact, and nothing else."""

import numpy as np
import pytest
import torch

from studies.sepsis import exactness
from studies.sepsis.method_inputs import at_horizon, scale_of
from studies.sepsis.methods.gaussian_process import GaussianProcess
from studies.sepsis.simulator import simulate
from studies.sepsis.splits import by_seed

COHORT = simulate(200, 0)
SPLIT = by_seed(COHORT.patient, COHORT.case, 0, 0.3)
SCALE = scale_of(COHORT, SPLIT.training)
STAYS = at_horizon(COHORT, SPLIT.test, 0, SCALE)


def process():
    """A process whose parameters are all away from their start."""
    found, generator = GaussianProcess(COHORT.names), torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in found.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
    return found


def test_the_sampler_is_the_posterior_of_a_cohort():
    assert exactness.posterior_difference(process(), STAYS, 2) < 1e-10


def test_another_posterior_is_found(monkeypatch):
    dense = exactness.dense_posterior
    monkeypatch.setattr(exactness, "dense_posterior", lambda stay, hours, *more: dense(stay, hours + 0.1, *more))
    assert exactness.posterior_difference(process(), STAYS, 1) > 1e-3


@pytest.mark.parametrize("horizon", [0, 3, 7])
def test_only_values_after_the_horizon_are_moved(horizon):
    other = exactness.changed_after(COHORT, horizon, SCALE)
    late = COHORT.times > (COHORT.onset - horizon)[COHORT.owner]
    moved = (other.values - COHORT.values) / SCALE.deviation[COHORT.channels]
    np.testing.assert_allclose(moved, np.where(late, exactness.MOVED, 0), atol=1e-9)
    assert late.any() == (horizon > 0)


def test_a_score_of_all_stays_or_of_another_horizon_is_found():
    def difference(scores, horizon=3):
        cut = [at_horizon(COHORT, SPLIT.test, 3, SCALE)]
        return exactness.score_difference(scores, scores(cut)[0], COHORT, SPLIT.test, horizon, SCALE, 3)

    def last(cut):
        return np.stack([stays.grid[np.arange(len(stays.lengths)), stays.lengths - 1, 0] for stays in cut])

    assert difference(last) == 0
    assert difference(lambda cut: last(cut) - last(cut).mean()) > 0.01
    assert difference(last, horizon=0) > 0.01
