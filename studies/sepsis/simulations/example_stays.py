"""A few test stays as MGP-TCN sees them: observations, the posterior of its Gaussian process, its score along time."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
import xarray as xr

from studies.sepsis.method_inputs import Scale, at_horizon, scale_of
from studies.sepsis.methods import learning
from studies.sepsis.methods.dense_posterior import dense_posterior
from studies.sepsis.methods.gaussian_process import GaussianProcess
from studies.sepsis.methods.learning import Scaled, Settings
from studies.sepsis.shown_stays import EARLIEST, POINTS, SHOWN
from studies.sepsis.simulator import NAMES, VITALS, population
from studies.sepsis.simulator import simulate as simulated_cohort
from studies.sepsis.splits import Split, by_seed
from studies.sepsis.stays import Cohort, scaled, subset, truncated

SOURCE = "MGP-TCN (Moor et al. 2019, MLHC) on stays that are simulated as studies/sepsis/README.md says"
ARGUMENTS = {
    "training_stays": {
        "description": "Number of stays that the network learns from, up to rounding.",
        "unit": "stays",
        "type": "integer",
        "minimum": 100,
        "maximum": 100_000,
        "default": 1200,
    },
    "epochs": {
        "description": "Epochs of the network; the best on the validation stays is kept.",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000,
        "default": 6,
    },
    "width": {
        "description": "Features of the convolutions.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "maximum": 1024,
        "default": 32,
    },
    "horizon": {
        "description": "Hours before onset after which the posterior knows nothing.",
        "unit": "h",
        "type": "integer",
        "minimum": 0,
        "maximum": 7,
        "default": 3,
    },
}
ADVICE = {
    "training_stays": {
        "recommended": [400, 1200],
        "cost": "time is linear in it",
    },
    "epochs": {
        "recommended": [3, 8],
        "cost": "time is linear in it",
    },
    "width": {
        "recommended": [16, 32],
        "cost": "time grows with it, products as its square",
    },
    "horizon": {
        "recommended": [0, 7],
        "reason": "3 shows how the posterior widens before onset",
        "cost": "none",
    },
}
HOLDS = ["training_stays"]
# Sizes of the other parts; hours of the whole axis of time, and its points.
VALIDATION, TEST = 200, 400
HOURS = 24
STEPS = POINTS * HOURS


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Teach MGP-TCN a cohort for every seed, and follow the stays SHOWN of its test part; `arguments` are ARGUMENTS.

    Returns a dataset over (stay, channel, step, seed) in z-scores, with a vital sign and a laboratory value, those that
    sepsis moves most: mean and deviation of the posterior at every quarter of an hour, by what was known at
    onset - horizon, and time and value of each observation, the first at the first step and so on; and over
    (stay, step, seed) the score at the end of every hour, by what was known then. What is past onset, or is no
    observation, is NaN.
    """
    found = [_of_seed(seed, arguments) for seed in seeds]
    shape = {"stay": len(SHOWN), "channel": 2, "step": STEPS}
    dims = {name: tuple(shape)[: np.ndim(values)] for name, values in found[0].items()}
    dims |= {"score": ("stay", "step")}
    variables = {
        name: ((*dims[name], "seed"), np.stack([one[name] for one in found], -1), {"long_name": words, "units": unit})
        for name, (words, unit) in _WORDS.items()
    }
    variables["diverged"] = (("stay", "seed"), np.zeros((len(SHOWN), len(found)), np.int8))
    coordinates = {
        "stay": list(SHOWN),
        "channel": ["vital", "lab"],
        "step": ("step", np.arange(1, STEPS + 1), {"long_name": "quarter hour"}),
        "seed": list(seeds),
    }
    attributes = {"title": "stays as MGP-TCN sees them", "source": SOURCE, "horizon": arguments["horizon"]}
    return xr.Dataset(variables, coordinates, attributes)


_WORDS = {
    "onset": ("hour of onset, for controls that of their case", "h"),
    "observed_time": ("times of observations", "h"),
    "observed_value": ("values of observations, as z-scores", "1"),
    "posterior_mean": ("mean of the posterior, as z-score", "1"),
    "posterior_deviation": ("standard deviation of the posterior, as z-score", "1"),
    "score": ("probability of a case by what was known at that time", "1"),
}


def _of_seed(seed: int, arguments: Mapping) -> dict[str, np.ndarray]:
    """The variables of one seed, [stay, ...]."""
    sizes = arguments["training_stays"], VALIDATION, TEST
    cohort = simulated_cohort(sum(sizes), seed)
    split = by_seed(cohort.patient, cohort.case, seed, TEST / sum(sizes), VALIDATION / (sizes[0] + VALIDATION))
    scale, settings = scale_of(cohort, split.training), Settings(epochs=arguments["epochs"], width=arguments["width"])
    learner = learning.new_learner("mgp_tcn", NAMES, settings, seed)
    parts = (at_horizon(cohort, part, 0, scale) for part in (split.training, split.validation))
    learning.learn(learner, *parts, settings, seed)
    channels, horizon = _most_moved(seed), arguments["horizon"]
    stays = _chosen(cohort, split, scale, learner, settings, seed)
    found = [_of_stay(cohort, stay, channels, horizon, scale, learner.learner.process) for stay in stays]
    for one, stay in zip(found, stays, strict=True):
        one["score"] = _along_time(cohort, stay, scale, learner, settings, seed)
    return {name: np.stack([one[name] for one in found]) for name in _WORDS}


def _most_moved(seed: int) -> tuple[int, int]:
    """Numbers of the vital sign and of the laboratory value that sepsis moves most."""
    moved = np.abs(population(seed).responses)
    return int(moved[: len(VITALS)].argmax()), len(VITALS) + int(moved[len(VITALS) :].argmax())


def _chosen(cohort: Cohort, split: Split, scale: Scale, learner: Scaled, settings: Settings, seed: int) -> list[int]:
    """Numbers of the stays SHOWN: those whose score at onset is at the quantile among their kind."""
    late = split.test[cohort.onset[split.test] >= EARLIEST]
    scores = learning.scores(learner, at_horizon(cohort, late, 0, scale), settings.test_samples, seed)
    chosen = []
    for case, quantile in SHOWN.values():
        kind = np.flatnonzero(cohort.case[late] == case)
        ranked = kind[np.argsort(scores[kind], kind="stable")]
        chosen.append(int(late[ranked[round(quantile * (len(ranked) - 1))]]))
    return chosen


@torch.no_grad()
def _of_stay(
    cohort: Cohort, stay: int, channels: tuple[int, int], horizon: int, scale: Scale, process: GaussianProcess
) -> dict[str, np.ndarray]:
    """Observations of two channels of a stay, and their posterior by what was known before the horizon."""
    whole = scaled(truncated(subset(cohort, [stay]), 0), *scale)
    known = truncated(whole, horizon)
    hours = np.arange(1, STEPS + 1) / POINTS
    hours, onset = hours[hours <= cohort.onset[stay]], cohort.onset[stay]
    factor = process.factor().numpy()
    arguments = factor @ factor.T, float(process.log_length_scale.exp()), process.log_noise.exp().numpy()
    mean, covariance = dense_posterior((known.times, known.channels, known.values), hours, *arguments)
    deviation = np.sqrt(np.diag(covariance)).reshape(mean.shape)
    found = {"onset": np.array(onset)}
    found |= {name: np.full((2, STEPS), np.nan) for name in _WORDS if name not in ("onset", "score")}
    for row, channel in enumerate(channels):
        of_channel = np.flatnonzero(whole.channels == channel)[:STEPS]
        found["observed_time"][row, : len(of_channel)] = whole.times[of_channel]
        found["observed_value"][row, : len(of_channel)] = whole.values[of_channel]
        found["posterior_mean"][row, : len(hours)] = mean[:, channel]
        found["posterior_deviation"][row, : len(hours)] = deviation[:, channel]
    return found


def _along_time(cohort: Cohort, stay: int, scale: Scale, learner: Scaled, settings: Settings, seed: int) -> np.ndarray:
    """Score at the end of every full hour before onset by what was known then, NaN at other steps, [step]."""
    found = np.full(STEPS, np.nan)
    for hour in range(1, int(cohort.onset[stay]) + 1):
        known = at_horizon(cohort, np.array([stay]), cohort.onset[stay] - hour, scale)
        found[POINTS * hour - 1] = learning.scores(learner, known, settings.test_samples, seed)[0]
    return found
