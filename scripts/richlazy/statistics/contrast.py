"""Contrast of a positive measure between two conditions, paired by seed."""

import numpy as np

from richlazy.statistics import censored
from richlazy.statistics.finding import Finding
from richlazy.statistics.signed_rank import signed_rank

EFFECT_NAME = "Hodges-Lehmann log ratio"


def contrast(first: np.ndarray, second: np.ndarray, confidence: float = 0.95) -> Finding:
    """Compare a positive measure in two conditions that share their seeds.

    `first` and `second` are [seed] or [seed, group]; groups (tasks) are averaged within the seed, on the log scale.
    A seed with a value that is not known or not positive has no ratio; it is left out and counted. What was never
    reached, +inf, is more than all else (see `censored`).

    Effect: Hodges-Lehmann estimate of ln(first / second) over seeds. Its interval and the one-sided p are both of
    Wilcoxon's signed-rank test (see `signed_rank`). Difference: the same of first minus second in the measure's units.

    Raises ValueError when the shapes differ.
    """
    first, second = _two_dimensional(first), _two_dimensional(second)
    if first.shape != second.shape:
        raise ValueError(f"a paired contrast needs equal shapes, got {first.shape} and {second.shape}")
    usable = (censored.known(first) & censored.known(second) & (first > 0) & (second > 0)).all(1)
    first, second = first[usable], second[usable]
    ratio = censored.mean_over_groups(censored.log_ratio(first, second))
    difference = censored.mean_over_groups(censored.difference(first, second))
    never = censored.count(first, second)
    return signed_rank(EFFECT_NAME, ratio, difference, int((~usable).sum()), confidence, never)


def _two_dimensional(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    return values[:, np.newaxis] if values.ndim == 1 else values
