"""Censored values: +inf stands for a value that a run never reached, and has the highest rank.

A run that diverged has no value, NaN. A run that reached its end without reaching the value is +inf: leaving it out
would make slow conditions look fast. Rank tests and Hodges-Lehmann estimates use it directly, and all infinite values
are tied; a mean of data with an infinite value is not given.
"""

import numpy as np


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
