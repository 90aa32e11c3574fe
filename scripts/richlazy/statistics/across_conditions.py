"""Association of two measures across conditions: a rank correlation within each seed."""

import numpy as np
from scipy import stats

from richlazy.statistics.complete_runs import complete_runs
from richlazy.statistics.finding import Finding, join_notes, too_few
from richlazy.statistics.interval import bootstrap_interval
from richlazy.statistics.spearman import spearman

EFFECT_NAME = "mean Spearman rho across conditions"
# Up to this many seeds, p is exact over all signs; beyond, the normal approximation is accurate.
MOST_EXACT_SEEDS = 16
# Tolerance for equal sums of floats.
ROUNDING = 1e-9


def across_conditions(
    first: np.ndarray, second: np.ndarray, confidence: float = 0.95, resamples: int = 9999, seed: int = 0
) -> Finding:
    """Test whether conditions with more of one measure have more of another.

    first, second: [seed, task, condition]; `complete_runs` selects the conditions and seeds that are used.

    Effect: Spearman's rho over the conditions within a seed and task, averaged over tasks, then over seeds; its
    interval is a bootstrap over seeds. p: Fisher's randomisation test of that mean; under the null hypothesis each
    seed's rho is equally likely to have either sign. The test generalises to other seeds, not to other conditions.
    """
    complete = complete_runs(first, second)
    most = max((values.shape[1] for values, _ in complete.tasks), default=0)
    test = _test_name(complete.seeds)
    if complete.seeds < 2:
        return too_few(test, EFFECT_NAME, complete.seeds, complete.dropped)
    if most < 2:
        note = join_notes(f"needs at least 2 conditions, has {most}", complete.note)
        return Finding(test, EFFECT_NAME, seeds=complete.seeds, dropped=complete.dropped, note=note)
    rho = seed_rho(complete.tasks)
    low, high = bootstrap_interval(rho, confidence, resamples, seed)
    return Finding(
        test,
        EFFECT_NAME,
        float(rho.mean()),
        low,
        high,
        p_positive=sign_p(rho),
        p_negative=sign_p(-rho),
        smallest_p=sign_p(np.ones(len(rho))),
        seeds=complete.seeds,
        dropped=complete.dropped,
        censored=complete.censored,
        note=join_notes(complete.note, "" if np.ptp(rho) else "all seeds share one rho: interval is a point"),
    )


def seed_rho(tasks: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Spearman's rho [seed] of pairs of [seed, condition], averaged over those tasks that have two conditions."""
    return np.mean([spearman(first, second) for first, second in tasks if first.shape[1] > 1], axis=0)


def sign_p(values: np.ndarray) -> float:
    """Share of all choices of sign for `values` [seed] whose sum is at least theirs.

    Exact up to MOST_EXACT_SEEDS values; beyond, a normal distribution with the variance of the sum over all choices.
    """
    if len(values) > MOST_EXACT_SEEDS:
        deviation = np.sqrt((values**2).sum())
        return float(stats.norm.sf(values.sum() / deviation)) if deviation > 0 else 1.0
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums + value, sums - value])
    return float(np.mean(sums >= values.sum() - ROUNDING))


def _test_name(seeds: int) -> str:
    exact = seeds <= MOST_EXACT_SEEDS
    return f"randomisation of signs, {'exact' if exact else 'normal approximation'}"
