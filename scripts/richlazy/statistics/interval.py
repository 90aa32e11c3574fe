"""Intervals over seeds: Student's t interval of a mean, with or without bounds of the measure, and the bootstrap."""

import warnings
from collections.abc import Callable

import numpy as np
from scipy import stats


def t_interval(
    values: np.ndarray, confidence: float = 0.95, axis: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean and Student t interval along `axis`, over the finite values only.

    Returns mean, low and high in the units of `values`, each with `axis` removed. The mean is NaN where nothing is
    finite, the interval is NaN where fewer than two values are.
    """
    values = np.moveaxis(np.asarray(values, float), axis, 0)
    finite = np.isfinite(values)
    count = finite.sum(0)
    filled = np.where(finite, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = filled.sum(0) / count
        squares = np.where(finite, values - mean, 0.0) ** 2
        error = np.sqrt(squares.sum(0) / (count - 1) / count)
        half = stats.t.ppf(0.5 + confidence / 2, count - 1) * error
    half = np.where(count > 1, half, np.nan)
    return mean, mean - half, mean + half


def bounded_interval(
    values: np.ndarray,
    limits: tuple[float | None, float | None],
    confidence: float = 0.95,
    axis: int = 0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean along `axis` and an interval of it within `limits` (least and largest possible value, None for no bound).

    Student's t interval on the logit scale between two bounds, on the log scale of the distance from a single one; the
    standard error is carried there by the derivative (delta method; Korn & Graubard 1998 of proportions). It holds the
    mean, and becomes `t_interval` where that lies many standard errors from the bounds. A mean on a bound or, by
    rounding, beyond it has the t interval cut at the bounds. Returns the same as `t_interval`.
    """
    mean, low, high = t_interval(values, confidence, axis)
    least, largest = (np.nan if limit is None else float(limit) for limit in limits)
    half = mean - low
    from_least, from_largest = mean - least, largest - mean
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        if np.isnan(least) and np.isnan(largest):
            return mean, low, high
        if np.isnan(largest):
            below = least + from_least * np.exp(-half / from_least)
            above = least + from_least * np.exp(half / from_least)
        elif np.isnan(least):
            below = largest - from_largest * np.exp(half / from_largest)
            above = largest - from_largest * np.exp(-half / from_largest)
        else:
            below, above = _logit_ends(least, largest, from_least, from_largest, half)
        # Not `<=`: comparing with NaN, where there is no bound, is false.
        inside = ~((from_least <= 0) | (from_largest <= 0))
    ends = np.where(inside, below, low), np.where(inside, above, high)
    return mean, *(np.fmin(np.fmax(end, least), largest) + 0 * half for end in ends)


def _logit_ends(least: float, largest: float, from_least: object, from_largest: object, half: object) -> tuple:
    """Ends at the mean's logit plus and minus `half` on that scale: odds times or over a factor."""
    span = largest - least
    factor = np.exp(half * span / (from_least * from_largest))
    return (
        least + span * from_least / (from_least + from_largest * factor),
        largest - span * from_largest / (from_largest + from_least * factor),
    )


def bootstrap_interval(
    values: np.ndarray, confidence: float, resamples: int, seed: int, statistic: Callable = np.mean
) -> tuple[float, float]:
    """Bootstrap interval of a statistic of `values` [seed] (at least two), bias-corrected and accelerated (Efron 1987).

    statistic: called as `statistic(samples, axis)`, gives one number for every sample along that axis. Where the
    correction is not defined the percentile interval is given; where all values are equal, the statistic of them. The
    draw depends on `seed` alone.
    """
    values = np.asarray(values, float)
    if np.ptp(values) == 0:
        point = float(statistic(values, axis=0))
        return point, point
    interval = _bootstrap(values, confidence, resamples, seed, statistic, "BCa")
    if not np.all(np.isfinite(interval)):
        interval = _bootstrap(values, confidence, resamples, seed, statistic, "percentile")
    return interval


def _bootstrap(
    values: np.ndarray, confidence: float, resamples: int, seed: int, statistic: Callable, method: str
) -> tuple[float, float]:
    with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        # A degenerate correction shows as NaN, which the caller deals with.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        result = stats.bootstrap(
            (values,),
            statistic,
            vectorized=True,
            n_resamples=resamples,
            confidence_level=confidence,
            method=method,
            rng=np.random.default_rng(seed),
        )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)
