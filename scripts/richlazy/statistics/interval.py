"""Intervals over seeds: Student's t of a mean, and the bootstrap of any statistic."""

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
