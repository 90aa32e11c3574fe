"""Equivalence of two quantities within a margin, by two one-sided tests."""

import numpy as np
from scipy import stats

from richlazy.statistics import signed_rank
from richlazy.statistics.finding import Finding, censored_note, dropped_note, join_notes, too_few
from richlazy.statistics.interval import t_interval

EFFECT_NAME = "margin less the largest mean difference"
TEST = "two one-sided t tests"


def equivalence(differences: np.ndarray, margin: float, confidence: float = 0.95) -> Finding:
    """Test whether mean differences lie within ±margin, in every case at once.

    `differences` is [seed] or [seed, case], of quantities that should agree. A seed with NaN is left out and counted.
    An infinite difference, where one of the two was never reached (`censored.difference`), stays: the case that holds
    one is tested by signed ranks, its location is the Hodges-Lehmann estimate.

    Effect: margin minus the absolute mean difference, of the case where least is left; positive where all cases agree.
    Its interval is positive exactly where the t interval of the mean difference lies within the margin in every case.
    p: the greater of the two one-sided t tests against ±margin (Schuirmann 1987), and the greatest over cases, since
    all must agree (an intersection-union test, Berger 1982). p of the opposite, that some case differs by more: the
    least one-sided p, times the number of the tests. Difference: that of the case where least is left, with its t
    interval.

    Raises ValueError for a margin that is not positive.
    """
    if not margin > 0:
        raise ValueError(f"a margin of agreement must be positive, got {margin}")
    values = _two_dimensional(differences)
    complete = values[~np.isnan(values).any(1)]
    seeds, dropped = len(complete), len(values) - len(complete)
    censored = int(np.isinf(complete).sum())
    if seeds < 2:
        return too_few(TEST, EFFECT_NAME, seeds, dropped)
    location, low, high = _located(complete, confidence)
    worst = int(np.argmax(np.abs(location)))
    mean = float(signed_rank.mean(complete[:, worst]))
    nearest = np.where((low < 0) & (high > 0), 0.0, np.minimum(np.abs(low), np.abs(high)))
    return Finding(
        TEST,
        EFFECT_NAME,
        margin - float(np.abs(location[worst])),
        margin - float(np.maximum(np.abs(low), np.abs(high)).max()),
        margin - float(nearest.max()),
        p_positive=float(np.maximum(_p_above(complete, -margin), _p_above(-complete, -margin)).max()),
        p_negative=min(1.0, 2 * complete.shape[1] * _least_p_beyond(complete, margin)),
        smallest_p=0.0,
        seeds=seeds,
        dropped=dropped,
        censored=censored,
        mean=margin - abs(mean),
        difference=float(location[worst]),
        difference_low=float(low[worst]),
        difference_high=float(high[worst]),
        difference_mean=mean,
        note=join_notes(dropped_note(dropped), censored_note(censored)),
    )


def _least_p_beyond(values: np.ndarray, margin: float) -> float:
    return float(np.minimum(_p_above(values, margin), _p_above(-values, margin)).min())


def _located(values: np.ndarray, confidence: float) -> np.ndarray:
    """Location [case] of values [seed, case] and the ends of its interval."""
    if np.isfinite(values).all():
        return t_interval(values, confidence)
    return np.transpose([_of_case(case, confidence) for case in values.T])


def _of_case(values: np.ndarray, confidence: float) -> tuple[float, float, float]:
    if np.isfinite(values).all():
        return t_interval(values, confidence)
    return signed_rank.hodges_lehmann(values, confidence)


def _p_above(values: np.ndarray, bound: float) -> np.ndarray:
    """One-sided p [case] that the location of `values` [seed, case] lies above `bound`; of the mean, 0 or 1 where all
    are equal."""
    if not np.isfinite(values).all():
        return np.array([_p_of_case(case, bound) for case in values.T])
    mean, error = values.mean(0), stats.sem(values, axis=0)
    # Equal values differ by rounding alone.
    exact = np.ptp(values, axis=0) == 0
    statistic = (mean - bound) / np.where(exact, 1.0, error)
    return np.where(exact, np.where(mean > bound, 0.0, 1.0), stats.t.sf(statistic, len(values) - 1))


def _p_of_case(values: np.ndarray, bound: float) -> float:
    if np.isfinite(values).all():
        return float(_p_above(values[:, np.newaxis], bound)[0])
    return signed_rank.p_above(values, bound)


def _two_dimensional(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    return values[:, np.newaxis] if values.ndim == 1 else values
