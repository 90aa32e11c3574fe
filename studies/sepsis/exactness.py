"""What must hold of fitted methods exactly: the sampler is the posterior, and a score depends on its stay alone."""

from dataclasses import replace

import numpy as np
import torch

from studies.sepsis.method_inputs import Scale, at_horizon
from studies.sepsis.methods.dense_posterior import dense_posterior, sampler_moments
from studies.sepsis.methods.fitting import Scores
from studies.sepsis.methods.gaussian_process import GaussianProcess
from studies.sepsis.methods.padding import Stays
from studies.sepsis.stays import Cohort

# What observations after the horizon are moved by, in standard deviations of their channel.
MOVED = 100.0


@torch.no_grad()
def posterior_difference(process: GaussianProcess, stays: Stays, count: int) -> float:
    """Largest absolute difference between the sampler and the textbook formula, in mean and covariance of the posterior
    of the first `count` stays at the process as it is, in z-scores and their squares."""
    factor = process.factor().numpy()
    arguments = factor @ factor.T, float(process.log_length_scale.exp()), process.log_noise.exp().numpy()
    worst = 0.0
    for row in range(min(count, len(stays.cases))):
        hours = np.arange(1, stays.lengths[row] + 1)
        pairs = (of(stays.irregular[row], hours, *arguments) for of in (sampler_moments, dense_posterior))
        worst = max(worst, *(float(np.abs(one - other).max()) for one, other in zip(*pairs, strict=True)))
    return worst


def score_difference(
    scores: Scores, known: np.ndarray, cohort: Cohort, part: np.ndarray, horizon: float, scale: Scale, count: int
) -> float:
    """Largest absolute difference between the scores `known` [stay] of the stays `part` and those of `count` of them
    alone, with all that they have after the horizon moved.

    The stays are spread over the part, so that they had other neighbours in their batch.
    """
    chosen = np.unique(np.linspace(0, len(part) - 1, count).astype(int))
    again = scores([at_horizon(changed_after(cohort, horizon, scale), part[chosen], horizon, scale)])[0]
    return float(np.abs(again - known[chosen]).max())


def changed_after(cohort: Cohort, horizon: float, scale: Scale) -> Cohort:
    """The cohort with every value after onset - `horizon` hours moved by MOVED standard deviations."""
    late = cohort.times > (cohort.onset - horizon)[cohort.owner]
    moved = cohort.values + MOVED * np.asarray(scale.deviation)[cohort.channels]
    return replace(cohort, values=np.where(late, moved, cohort.values))
