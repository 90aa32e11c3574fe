"""Association of two measures among the seeds of one condition: a rank correlation that holds the condition fixed."""

from functools import cache
from itertools import combinations, permutations
from math import factorial

import numpy as np
from scipy import stats

from richlazy.statistics.complete_runs import complete_runs
from richlazy.statistics.finding import Finding, too_few
from richlazy.statistics.interval import bootstrap_interval

EFFECT_NAME = "partial Spearman rho within conditions"
# Up to this many seeds, p is exact over all pairings; beyond, the normal approximation is accurate.
MOST_EXACT_SEEDS = 11
# Tolerance for equal sums of floats.
ROUNDING = 1e-9


def within_conditions(
    first: np.ndarray, second: np.ndarray, confidence: float = 0.95, resamples: int = 9999, seed: int = 0
) -> Finding:
    """Test whether, of the networks of one condition, those with more of one measure have more of another.

    first, second: [seed, task, condition]; `complete_runs` selects the conditions and seeds that are used.

    Effect: `partial_rho`, averaged over tasks; its interval is a bootstrap over seeds. p: permutation of the seeds of
    `second` against those of `first`. Networks of one seed share their initial matrix over conditions and tasks and
    are not independent, so a permutation moves all networks of a seed together.
    """
    complete = complete_runs(first, second)
    seeds, tasks = complete.seeds, complete.tasks
    test = _test_name(seeds)
    if seeds < 2:
        return too_few(test, EFFECT_NAME, seeds, complete.dropped)

    def statistic(samples: np.ndarray, axis: int) -> np.ndarray:
        counts = (np.moveaxis(samples, axis, -1)[..., np.newaxis] == np.arange(seeds)).sum(-2)
        return mean_partial_rho(tasks, counts)

    low, high = bootstrap_interval(np.arange(seeds), confidence, resamples, seed, statistic)
    products = pairings(tasks)
    return Finding(
        test,
        EFFECT_NAME,
        float(np.trace(products)),
        low,
        high,
        *pairing_p(products),
        smallest_p=smallest_p(seeds),
        seeds=seeds,
        dropped=complete.dropped,
        censored=complete.censored,
        note=complete.note,
    )


def mean_partial_rho(tasks: list[tuple[np.ndarray, np.ndarray]], counts: np.ndarray) -> np.ndarray:
    """`partial_rho` averaged over tasks; `tasks` holds pairs of [seed, condition]."""
    return np.mean([partial_rho(first, second, counts) for first, second in tasks], axis=0)


def partial_rho(first: np.ndarray, second: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Correlation of the ranks within conditions, centred there and pooled, of samples of the seeds.

    `first` and `second` are [seed, condition]; `counts` [..., seed] says how often a sample holds each seed. Returns
    [...]. Ties share their average rank; 0 where a measure is constant in every condition.
    """
    first, second = (_twice_centred_ranks(values, counts) for values in (first, second))
    weights = counts[..., np.newaxis, :]
    scale = np.sqrt((weights * first**2).sum((-2, -1)) * (weights * second**2).sum((-2, -1)))
    shared = (weights * first * second).sum((-2, -1))
    return np.clip(np.divide(shared, scale, out=np.zeros_like(scale), where=scale > 0), -1.0, 1.0)


def _twice_centred_ranks(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Twice the centred ranks [..., condition, seed]: the number of values below minus the number above."""
    one, other = values.T[:, :, np.newaxis], values.T[:, np.newaxis, :]
    signs = (one > other).astype(float) - (one < other)  # not their difference, which infinite values do not have
    conditions, seeds = signs.shape[:2]
    flat = counts.astype(float) @ signs.reshape(conditions * seeds, seeds).T
    return flat.reshape(*counts.shape[:-1], conditions, seeds)


def pairings(tasks: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Contribution of seed i of the first measure, paired with seed j of the second, to the mean partial rho: [i, j].

    The trace is the mean partial rho of the data; the sum over another pairing is its value for that pairing.
    """
    return np.mean([_pairings(first, second) for first, second in tasks], axis=0)


def _pairings(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    once = np.ones(len(first))
    first, second = (_twice_centred_ranks(values, once) for values in (first, second))
    scale = np.sqrt((first**2).sum() * (second**2).sum())
    return first.T @ second / scale if scale else np.zeros((len(once), len(once)))


def pairing_p(products: np.ndarray) -> tuple[float, float]:
    """Share of all pairings of rows with columns whose sum of `products` [i, j] is at least, and at most, the trace.

    Rows and columns must sum to zero. Exact up to MOST_EXACT_SEEDS rows; beyond, a normal distribution with the mean
    and variance of the sum over all pairings (Hoeffding 1951).
    """
    seeds, observed = len(products), np.trace(products)
    if seeds <= MOST_EXACT_SEEDS:
        least, most = _count_pairings(products, observed)
        return least / factorial(seeds), most / factorial(seeds)
    deviation = np.sqrt((products**2).sum() / (seeds - 1))
    if deviation == 0:
        return 1.0, 1.0
    return float(stats.norm.sf(observed / deviation)), float(stats.norm.cdf(observed / deviation))


def smallest_p(seeds: int) -> float:
    """The least that `pairing_p` can give, where one pairing is better than all others."""
    return 1 / factorial(seeds) if seeds <= MOST_EXACT_SEEDS else float(stats.norm.sf(seeds - 1))


def _count_pairings(products: np.ndarray, observed: float) -> tuple[int, int]:
    """Number of pairings with a sum of at least, and of at most, `observed`; equality is up to ROUNDING.

    The upper rows take half of the columns, the lower rows the others, for every choice of that half.
    """
    seeds = len(products)
    half, below, above = seeds // 2, 0, 0
    for taken in combinations(range(seeds), half):
        left = [column for column in range(seeds) if column not in taken]
        needed = observed - _sums(products[:half, list(taken)])
        lower = np.sort(_sums(products[half:, left]))
        below += int(np.searchsorted(lower, needed - ROUNDING).sum())
        above += int((len(lower) - np.searchsorted(lower, needed + ROUNDING)).sum())
    return factorial(seeds) - below, factorial(seeds) - above


def _sums(products: np.ndarray) -> np.ndarray:
    """Sums of a square matrix over all pairings of rows with columns."""
    return products[np.arange(len(products)), _orders(len(products))].sum(1)


@cache
def _orders(count: int) -> np.ndarray:
    return np.array(list(permutations(range(count))), int).reshape(-1, count)


def _test_name(seeds: int) -> str:
    exact = seeds <= MOST_EXACT_SEEDS
    return f"permutation of seeds, {'exact' if exact else 'normal approximation'}"
