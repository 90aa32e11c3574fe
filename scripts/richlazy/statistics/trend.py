"""Trend of a measure with rank, or any other ordered value, paired by seed."""

import numpy as np
from scipy import stats

from richlazy.statistics import censored
from richlazy.statistics.finding import Finding, censored_note, dropped_note, join_notes, too_few
from richlazy.statistics.interval import bootstrap_interval
from richlazy.statistics.signed_rank import location
from richlazy.statistics.spearman import spearman

EFFECT_NAME = "mean Spearman rho"
# Page's exact null distribution is quick up to here; beyond, the normal approximation is accurate.
MOST_EXACT_RANKS = 8
MOST_EXACT_SEEDS = 30


def trend(values: np.ndarray, confidence: float = 0.95, resamples: int = 9999, seed: int = 0) -> Finding:
    """Test whether a measure follows the order of the ranks.

    `values` is [seed, rank] or [seed, group, rank], ranks in rising order. Networks of one seed in several groups
    (tasks) share their initial matrices and are not independent, so the groups are averaged within each seed before
    anything is tested. A seed with a value that is not known is left out and counted; what was never reached, +inf,
    ranks last (see `censored`).

    Effect: Spearman's rho between rank and measure within a seed and group (0 where the measure is constant), averaged
    over groups, then over seeds; its interval is a bootstrap over seeds. p: Page's test for ordered alternatives
    (Page 1963) on the rank scores; with two ranks an exact sign test, which is what Page's test then comes to.
    Difference: highest minus lowest rank in the measure's units, averaged over groups, with a t interval over seeds;
    the Hodges-Lehmann estimate where one is infinite.

    Raises ValueError when there are fewer than two ranks.
    """
    values = _three_dimensional(values)
    complete = values[censored.known(values).all(axis=(1, 2))]
    seeds, dropped = len(complete), len(values) - len(complete)
    test = _test_name(seeds, values.shape[2])
    if seeds < 2:
        return too_few(test, EFFECT_NAME, seeds, dropped)
    scores = stats.rankdata(complete, axis=-1)
    rho = within_seed_rho(complete)
    low, high = bootstrap_interval(rho, confidence, resamples, seed)
    change = censored.mean_over_groups(censored.difference(complete[..., -1], complete[..., 0]))
    difference, never = location(change, confidence), censored.count(complete)
    return Finding(
        test,
        EFFECT_NAME,
        float(rho.mean()),
        low,
        high,
        p_positive=order_p(scores.mean(1)),
        p_negative=order_p(-scores.mean(1)),
        smallest_p=order_p(np.tile(np.arange(values.shape[2]), (seeds, 1))),
        seeds=seeds,
        dropped=dropped,
        censored=never,
        difference=float(difference[0]),
        difference_low=float(difference[1]),
        difference_high=float(difference[2]),
        note=join_notes(
            dropped_note(dropped),
            censored_note(never),
            "" if np.ptp(rho) else "all seeds share one rho: interval is a point",
        ),
    )


def within_seed_rho(values: np.ndarray) -> np.ndarray:
    """Spearman's rho between position and value along the last axis of [seed, group, rank], averaged over groups.

    Returns [seed]. Ties share their average rank; a constant row has no order and counts as 0.
    """
    return spearman(np.broadcast_to(np.arange(values.shape[-1]), values.shape), values).mean(-1)


def order_p(scores: np.ndarray) -> float:
    """One-sided p that `scores` [seed, rank] rise along the ranks, against any order being as likely."""
    if scores.shape[1] == 2:
        steps = np.sign(scores[:, 1] - scores[:, 0])
        moved = int(np.count_nonzero(steps))
        return float(stats.binomtest(int((steps > 0).sum()), moved, alternative="greater").pvalue) if moved else 1.0
    method = "exact" if _is_exact(*scores.shape) else "asymptotic"
    return float(min(1.0, stats.page_trend_test(scores, method=method).pvalue))


def _is_exact(seeds: int, ranks: int) -> bool:
    return ranks <= MOST_EXACT_RANKS and seeds <= MOST_EXACT_SEEDS


def _test_name(seeds: int, ranks: int) -> str:
    if ranks == 2:
        return "sign test (two ranks), exact"
    return f"Page's trend test, {'exact' if _is_exact(seeds, ranks) else 'normal approximation'}"


def _three_dimensional(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    if values.ndim == 2:
        values = values[:, np.newaxis, :]
    if values.ndim != 3 or values.shape[2] < 2:
        raise ValueError(f"a trend needs [seed, rank] or [seed, group, rank], two ranks or more; got {values.shape}")
    return values
