"""Censored values: +inf stands for a value that a run never reached, and has the highest rank.

A run that diverged has no value, NaN. A run that reached its end without reaching the value is +inf: leaving it out
would make slow conditions look fast. Rank tests use it directly, and all infinite values are tied. Instead of a mean,
data with an infinite value have the Hodges-Lehmann estimate, with the interval that inverts the signed-rank test
(Hodges & Lehmann 1963).
"""

import numpy as np
from scipy import stats

# Exact distribution of the signed-rank statistic up to here; beyond, a normal one.
MOST_EXACT = 50


def known(values: np.ndarray) -> np.ndarray:
    """Whether each entry is a value: finite, or +inf for one that was never reached."""
    return np.isfinite(values) | np.isposinf(values)


def count(*measures: np.ndarray) -> int:
    """Number of positions at which any of several arrays of equal shape is +inf."""
    return int(np.any([np.isposinf(values) for values in measures], axis=0).sum())


def log_ratio(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """ln(first / second) of positive values; 0 where neither was reached."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(np.isposinf(first) & np.isposinf(second), 0.0, np.log(first / second))


def difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """first - second; 0 where neither was reached."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isposinf(first) & np.isposinf(second), 0.0, first - second)


def mean_over_groups(changes: np.ndarray) -> np.ndarray:
    """Mean [seed] of changes [seed, group], some infinite: the sign of most of these, or the mean of the others where
    as many are positive as negative, 0 without others."""
    infinite = np.isinf(changes)
    if not infinite.any():
        return changes.mean(1)
    more = np.where(infinite, np.sign(changes), 0).sum(1)
    finite = np.where(infinite, 0.0, changes).sum(1) / np.maximum((~infinite).sum(1), 1)
    return np.where(more == 0, finite, np.where(more > 0, np.inf, -np.inf))


def finite_with_order(changes: np.ndarray) -> np.ndarray:
    """Changes with the infinite ones beyond all others, at one size: signs, order and ties of sizes are kept."""
    infinite = np.isinf(changes)
    largest = np.abs(changes[~infinite]).max(initial=0.0)
    return np.where(infinite, np.sign(changes) * (2 * largest + 1), changes)


def hodges_lehmann(changes: np.ndarray, confidence: float) -> tuple[float, float, float]:
    """Median of all averages of two changes [seed] (or of one with itself), and the interval of it.

    The interval holds every shift of the changes that a two-sided signed-rank test does not reject, ends included; NaN
    where seeds are too few for this confidence. Ends and estimate may be infinite.
    """
    first, second = np.triu_indices(len(changes))
    averages = np.sort(_average(changes[first], changes[second]))
    middle = (len(averages) - 1) // 2, len(averages) // 2
    estimate = float(_average(averages[middle[0]], averages[middle[1]]))
    outside = _rejected(len(changes), (1 - confidence) / 2)
    if outside == 0:
        return estimate, float("nan"), float("nan")
    return estimate, float(averages[outside - 1]), float(averages[-outside])


def _average(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(first + second) / 2; 0 of opposite infinities."""
    with np.errstate(invalid="ignore"):
        total = np.asarray(first) + np.asarray(second)
    return np.where(np.isnan(total), 0.0, total / 2)


def _rejected(seeds: int, tail: float) -> int:
    """Number of the smallest values of the signed-rank statistic that together have at most the probability `tail`."""
    if seeds > MOST_EXACT:
        mean, variance = seeds * (seeds + 1) / 4, seeds * (seeds + 1) * (2 * seeds + 1) / 24
        return max(0, int(np.floor(mean + stats.norm.ppf(tail) * np.sqrt(variance))))
    ways = np.ones(1)
    for rank in range(1, seeds + 1):
        ways = np.pad(ways, (0, rank)) + np.pad(ways, (rank, 0))
    return int((np.cumsum(ways) <= tail * 2.0**seeds).sum())
