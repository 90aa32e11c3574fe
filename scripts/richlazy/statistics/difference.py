"""Is a measure of either sign greater in one condition than in another? A difference paired by seed."""

import numpy as np

from richlazy.statistics.contrast import signed_rank_name, signed_rank_p
from richlazy.statistics.finding import Finding, dropped_note, join_notes, too_few
from richlazy.statistics.interval import t_interval

EFFECT_NAME = "mean difference"


def difference(first: np.ndarray, second: np.ndarray, confidence: float = 0.95) -> Finding:
    """Compare a measure that may be negative or zero in two conditions that share their seeds.

    `first` and `second` are [seed, group]; groups (tasks) are averaged within the seed. A seed with a value that is not
    finite is left out and counted.

    Effect: mean over seeds of first minus second, in the measure's units, with a t interval. p: Wilcoxon's signed-rank
    test, one-sided.

    Raises ValueError when the shapes differ.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    if first.shape != second.shape or first.ndim != 2:
        raise ValueError(f"a paired difference needs two equal [seed, group], got {first.shape} and {second.shape}")
    usable = (np.isfinite(first) & np.isfinite(second)).all(1)
    change = (first - second)[usable].mean(1)
    seeds, dropped = len(change), int((~usable).sum())
    if seeds < 2:
        return too_few("Wilcoxon signed rank", EFFECT_NAME, seeds, dropped)
    effect, low, high = (float(value) for value in t_interval(change, confidence))
    return Finding(
        signed_rank_name(change),
        EFFECT_NAME,
        effect,
        low,
        high,
        p_positive=signed_rank_p(change),
        p_negative=signed_rank_p(-change),
        smallest_p=signed_rank_p(np.arange(1.0, seeds + 1)),
        seeds=seeds,
        dropped=dropped,
        difference=effect,
        difference_low=low,
        difference_high=high,
        note=join_notes(dropped_note(dropped)),
    )
