"""Difference of a measure of either sign between two conditions, paired by seed."""

import numpy as np

from richlazy.statistics import censored
from richlazy.statistics.finding import Finding
from richlazy.statistics.signed_rank import signed_rank

EFFECT_NAME = "Hodges-Lehmann difference"


def difference(first: np.ndarray, second: np.ndarray, confidence: float = 0.95) -> Finding:
    """Compare a measure that may be negative or zero in two conditions that share their seeds.

    `first` and `second` are [seed, group]; groups (tasks) are averaged within the seed. A seed with a value that is not
    known is left out and counted. What was never reached, +inf, is more than all else (see `censored`).

    Effect: Hodges-Lehmann estimate of first minus second over seeds, in the measure's units. Its interval and the
    one-sided p are both of Wilcoxon's signed-rank test (see `signed_rank`).

    Raises ValueError when the shapes differ.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    if first.shape != second.shape or first.ndim != 2:
        raise ValueError(f"a paired difference needs two equal [seed, group], got {first.shape} and {second.shape}")
    usable = (censored.known(first) & censored.known(second)).all(1)
    first, second = first[usable], second[usable]
    change, never = censored.mean_over_groups(censored.difference(first, second)), censored.count(first, second)
    return signed_rank(EFFECT_NAME, change, change, int((~usable).sum()), confidence, never)
