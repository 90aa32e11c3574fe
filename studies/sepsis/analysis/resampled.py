"""Intervals and tests over splits of one cohort, which share stays: the corrected resampled t test.

Nadeau & Bengio 2003, Machine Learning 52:239; over repeated folds Bouckaert & Frank 2004 (PAKDD). Splits of one cohort
are tested on, and learn from, the same stays, so that the variance of their mean does not fall with their number. It is
estimated by (1 / J + tested / trained) times the variance between J splits.
"""

import numpy as np
from richlazy.statistics.finding import Finding, dropped_note, too_few
from scipy import stats

TEST = "corrected resampled t"
EFFECT_NAME = "mean difference"


def resampled_interval(
    values: np.ndarray, tested_per_trained: float, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, low and high over the first axis, [split, ...], of the finite values alone; NaN where fewer than two are.

    tested_per_trained: size of the tested part of a split for each of the others: 1/4 of five folds.
    """
    values = np.asarray(values, float)
    count = np.isfinite(values).sum(0)
    filled = np.where(np.isfinite(values), values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = filled.sum(0) / count
        variance = (np.where(np.isfinite(values), values - mean, 0.0) ** 2).sum(0) / (count - 1)
        half = stats.t.ppf(0.5 + confidence / 2, count - 1) * np.sqrt((1 / count + tested_per_trained) * variance)
    return mean, mean - half, mean + half


def resampled(
    differences: np.ndarray, tested_per_trained: float, confidence: float = 0.95, effect_name: str = EFFECT_NAME
) -> Finding:
    """Whether the mean of `differences` [split] differs from 0. A split with NaN is left out and counted."""
    values = np.asarray(differences, float)
    complete = values[np.isfinite(values)]
    dropped = len(values) - len(complete)
    if len(complete) < 2:
        return too_few(TEST, effect_name, len(complete), dropped)
    mean, low, high = (float(end) for end in resampled_interval(complete, tested_per_trained, confidence))
    error = np.sqrt((1 / len(complete) + tested_per_trained) * complete.var(ddof=1))
    # Equal differences leave no doubt.
    statistic = mean / error if error else np.copysign(np.inf, mean) if mean else 0.0
    above, below = (float(stats.t.sf(sign * statistic, len(complete) - 1)) for sign in (1, -1))
    return Finding(
        TEST,
        effect_name,
        mean,
        low,
        high,
        p_positive=above,
        p_negative=below,
        smallest_p=0.0,
        seeds=len(complete),
        dropped=dropped,
        mean=mean,
        difference=mean,
        difference_low=low,
        difference_high=high,
        difference_mean=mean,
        note=dropped_note(dropped),
    )
