"""Is a measure greater in one condition than in another? A contrast paired by seed."""

import numpy as np
from scipy import stats

from richlazy.statistics.finding import Finding, dropped_note, join_notes, too_few
from richlazy.statistics.interval import t_interval

EFFECT_NAME = "mean log ratio"
# Up to here scipy's signed-rank test is exact, without ties and with them.
MOST_EXACT_UNTIED = 50
MOST_EXACT_TIED = 13


def contrast(first: np.ndarray, second: np.ndarray, confidence: float = 0.95) -> Finding:
    """Compare a positive measure in two conditions that share their seeds.

    `first` and `second` are [seed] or [seed, group]; groups (tasks) are averaged within the seed, on the log scale.
    A seed with a value that is not finite or not positive has no ratio; it is left out and counted.

    Effect: mean over seeds of ln(first / second), with a t interval. p: Wilcoxon's signed-rank test, one-sided.
    Difference: first minus second in the measure's units, with a t interval.

    Raises ValueError when the shapes differ.
    """
    first, second = _two_dimensional(first), _two_dimensional(second)
    if first.shape != second.shape:
        raise ValueError(f"a paired contrast needs equal shapes, got {first.shape} and {second.shape}")
    usable = (np.isfinite(first) & np.isfinite(second) & (first > 0) & (second > 0)).all(1)
    first, second = first[usable], second[usable]
    seeds, dropped = len(first), int((~usable).sum())
    ratio = np.log(first / second).mean(1)
    if seeds < 2:
        return too_few("Wilcoxon signed rank", EFFECT_NAME, seeds, dropped)
    effect = t_interval(ratio, confidence)
    difference = t_interval((first - second).mean(1), confidence)
    return Finding(
        signed_rank_name(ratio),
        EFFECT_NAME,
        *(float(value) for value in effect),
        p_positive=signed_rank_p(ratio),
        p_negative=signed_rank_p(-ratio),
        smallest_p=signed_rank_p(np.arange(1.0, seeds + 1)),
        seeds=seeds,
        dropped=dropped,
        difference=float(difference[0]),
        difference_low=float(difference[1]),
        difference_high=float(difference[2]),
        note=join_notes(dropped_note(dropped)),
    )


def signed_rank_p(values: np.ndarray) -> float:
    """One-sided p that `values` [seed] lie above zero, by Wilcoxon's signed-rank test; 1 when all are zero."""
    if not np.any(values):
        return 1.0
    return float(min(1.0, stats.wilcoxon(values, alternative="greater").pvalue))


def signed_rank_name(values: np.ndarray) -> str:
    """Name of the test of `values` [seed], and whether its p is exact."""
    sizes = np.abs(values)
    tied = len(np.unique(sizes)) < len(sizes) or not np.all(sizes)
    exact = len(values) <= (MOST_EXACT_TIED if tied else MOST_EXACT_UNTIED)
    return f"Wilcoxon signed rank, {'exact' if exact else 'normal approximation'}"


def _two_dimensional(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    return values[:, np.newaxis] if values.ndim == 1 else values
