"""A simulated cohort: irregular vital signs and laboratory values of stays with and without sepsis.

Every stay has a severity that rises towards onset. It moves the channels, and the worse it is the more often they are
measured. Controls have the onset hour of a case, and some of them deteriorate as much in another direction.
"""

from dataclasses import dataclass

import numpy as np
from richlazy import randomness
from richlazy.errors import InputError
from scipy.special import ndtr, ndtri

from studies.sepsis.stays import Cohort, cohort_of

VITALS = ("vital_1", "vital_2", "vital_3", "vital_4", "vital_5", "vital_6")
LABORATORY = ("lab_1", "lab_2", "lab_3", "lab_4", "lab_5", "lab_6")
NAMES = (*VITALS, *LABORATORY)
# Observations an hour of each channel at severity 0, and how the logarithm of that grows with severity.
RATES = np.repeat([1.0, 1 / 8], 6)
RATE_GROWTH = 0.3
# Severity: its rise takes this many hours, and ends at PEAK · exp(PEAK_SPREAD · z).
RISE = (4.0, 16.0)
PEAK, PEAK_SPREAD = 1.6, 0.4
# Shift of a channel for each unit of severity, in standard deviations of its residual; signs are random.
RESPONSE = (0.5, 1.0)
DETERIORATING_SHARE = 0.3
OFFSET = 0.5
# The residual: an Ornstein-Uhlenbeck process of variance 1 with this time constant in hours.
TIME_CONSTANT = 6.0
RANK, OWN_VARIANCE = 3, 0.4
NOISE = 0.3
# Onset in hours: log-normal with this median and mean before it is cut to the window.
MEDIAN, MEAN = 11.8, 16.7
WINDOW = (7.0, 24.0)
PREVALENCE = 0.092


@dataclass(frozen=True)
class Population:
    """What the stays of a seed share. responses, other_responses: to sepsis and to another deterioration, [channel].
    covariance: of the residual between channels, [channel, channel], with 1 on the diagonal."""

    responses: np.ndarray
    other_responses: np.ndarray
    covariance: np.ndarray


def population(seed: int) -> Population:
    """Responses and covariance of a seed: rank 3 + .4 I, whose rank-3 part has .6 on its diagonal."""
    random = randomness.generator("sepsis population", seed)
    responses, others = (random.choice([-1, 1], len(NAMES)) * random.uniform(*RESPONSE, len(NAMES)) for _ in range(2))
    loadings = random.standard_normal((len(NAMES), RANK))
    loadings *= np.sqrt(1 - OWN_VARIANCE) / np.linalg.norm(loadings, axis=1, keepdims=True)
    return Population(responses, others, loadings @ loadings.T + OWN_VARIANCE * np.eye(len(NAMES)))


def simulate(stays: int, seed: int, informative: bool = True, people: Population | None = None) -> Cohort:
    """A cohort of `stays` stays, each of another patient; equal seeds give equal bits.

    `informative`: whether intensities of observations grow with severity. Without it the cohort has, of the very same
    observations, those that intensities of severity 0 would have made (thinning; Lewis & Shedler 1979): such a pair of
    cohorts differs in nothing else. people: what the stays share, by default that of the seed. Raises InputError for so
    few stays that there are less than two cases.
    """
    cases = round(PREVALENCE * stays)
    if cases < 2:
        raise InputError(f"{stays} stays have {cases} cases at a prevalence of {PREVALENCE:.1%}; write `stays=600`")
    people = people or population(seed)
    case = np.arange(stays) < cases
    onset = _onsets(case, seed)
    severity = _Severity(case, onset, seed)
    owner, times, channels, kept = _observations(severity, onset, seed, informative)
    values = _values(people, severity, owner, times, channels, seed)
    # Stays in a random order, so that their number says nothing.
    place = randomness.generator("sepsis order", seed).permutation(stays)
    order = np.argsort(place)
    return cohort_of(
        times[kept],
        channels[kept],
        values[kept],
        place[owner[kept]],
        case[order],
        onset[order],
        np.arange(stays),
        np.arange(stays),
        NAMES,
    )


def onset_quantiles(levels: np.ndarray) -> np.ndarray:
    """Quantiles of the onset hour at levels from 0 to 1, in hours: the log-normal within its window."""
    spread = np.sqrt(2 * np.log(MEAN / MEDIAN))
    low, high = ndtr(np.log(np.asarray(WINDOW) / MEDIAN) / spread)
    hours = MEDIAN * np.exp(spread * ndtri(low + (high - low) * np.asarray(levels)))
    return np.clip(hours, *WINDOW)


class _Severity:
    """Severity of every stay along time. peak: at onset, 0 for stays that do not deteriorate, [stay]."""

    def __init__(self, case: np.ndarray, onset: np.ndarray, seed: int):
        random = randomness.generator("sepsis severity", seed)
        deteriorates = case | (random.random(len(case)) < DETERIORATING_SHARE)
        self.case, self._onset = case, onset
        self._rise = random.uniform(*RISE, len(case))
        self.peak = deteriorates * PEAK * np.exp(PEAK_SPREAD * random.standard_normal(len(case)))

    def at(self, owner: np.ndarray, times: np.ndarray) -> np.ndarray:
        """Severity of the stays `owner` at `times`, [observation]; linear in time from 0 to the peak at onset."""
        return self.peak[owner] * np.clip(1 - (self._onset[owner] - times) / self._rise[owner], 0, 1)


def _onsets(case: np.ndarray, seed: int) -> np.ndarray:
    """Onset hours, [stay]: cases draw theirs, controls take them from cases, each equally often or once more."""
    random = randomness.generator("sepsis onset", seed)
    own = onset_quantiles(random.random(case.sum()))
    return np.concatenate([own, np.resize(own, len(case) - len(own))])


def _observations(severity: _Severity, onset: np.ndarray, seed: int, informative: bool):
    """Stay, hour and channel of candidates by stay and time, and which of them are observed, each [candidate].

    Candidates have the intensity of the peak of their stay; a uniform mark each decides by the intensity at its time.
    """
    random = randomness.generator("sepsis times", seed)
    bound = np.exp(RATE_GROWTH * severity.peak)
    counts = random.poisson(RATES * (onset * bound)[:, None])
    owner, channels = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
    times, marks = onset[owner] * random.random(len(owner)), random.random(len(owner))
    growth = np.exp(RATE_GROWTH * severity.at(owner, times)) if informative else 1.0
    kept = marks * bound[owner] < growth
    order = np.lexsort((times, owner))
    return owner[order], times[order], channels[order], kept[order]


def _values(people: Population, severity: _Severity, owner, times, channels, seed: int) -> np.ndarray:
    """Values of all candidates, [candidate]: offset, response, residual and noise."""
    stays, random = len(severity.case), randomness.generator("sepsis values", seed)
    offsets = OFFSET * random.standard_normal((stays, len(NAMES)))
    noise = NOISE * random.standard_normal(len(owner))
    responses = np.where(severity.case[:, None], people.responses, people.other_responses)
    shift = responses[owner, channels] * severity.at(owner, times)
    return offsets[owner, channels] + shift + _residual(people.covariance, owner, times, channels, random) + noise


def _residual(covariance, owner, times, channels, random: np.random.Generator) -> np.ndarray:
    """Ornstein-Uhlenbeck residual at candidates in order of stay and time, [candidate], exact for any distances.

    The vector of all channels goes from one candidate of a stay to its next; the step with one number is taken for all
    stays at once.
    """
    root = np.linalg.cholesky(covariance)
    counts = np.bincount(owner)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    state, before, found = np.zeros((len(counts), len(covariance))), np.full(len(counts), -np.inf), np.empty(len(owner))
    for rows in np.split(np.argsort(number, kind="stable"), np.cumsum(np.bincount(number))[:-1]):
        who = owner[rows]
        kept = np.exp((before[who] - times[rows]) / TIME_CONSTANT)[:, None]
        fresh = random.standard_normal((len(who), len(root))) @ root.T
        state[who] = kept * state[who] + np.sqrt(1 - kept**2) * fresh
        before[who] = times[rows]
        found[rows] = state[who, channels[rows]]
    return found
