"""Statistics of pairs of seeds, whose n(n-1)/2 values are not independent: their mean, by the jackknife over seeds.

The mean over pairs is a U-statistic of degree two (Hoeffding 1948, Ann. Math. Stat. 19:293). Leaving out a seed leaves
out all of its pairs; the spread of the means that are left over gives the standard error (Arvesen 1969, Ann. Math.
Stat. 40:2076), and their pseudo-values are one value for each seed, which tests of single seeds can take. The error is
a little too large on average (Efron & Stein 1981, Ann. Stat. 9:586); of few and skewed values its interval covers too
seldom, as every t interval does.
"""

import numpy as np


def mean_over_pairs(values: np.ndarray) -> np.ndarray:
    """Mean over all pairs of different seeds, [...]; values: symmetric, [seed, seed, ...].

    Pairs that are not finite do not count; NaN without any finite pair. Raises ValueError if the first two axes differ.
    """
    total, count = _sums(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return total.sum(0) / count.sum(0)


def pseudo_values(values: np.ndarray) -> np.ndarray:
    """Jackknife pseudo-values of the mean over pairs, one for each seed, [seed, ...]; values: as in `mean_over_pairs`.

    The pseudo-value of a seed is n M - (n - 1) M₋, n the number of seeds with a finite pair, M the mean over pairs and
    M₋ that without the seed's pairs. Where all pairs of these n seeds are finite, their mean is M. NaN for a seed
    without a finite pair, and for all if there are fewer than three seeds with one.
    """
    total, count = _sums(values)
    taken = count > 0
    seeds = taken.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total.sum(0) / count.sum(0)
        # The sums count each pair twice, once for each of its seeds; a seed's pairs are left out of both.
        left = (total.sum(0) - 2 * total) / (count.sum(0) - 2 * count)
        pseudo = seeds * mean - (seeds - 1) * left
    return np.where(taken & (seeds > 2), pseudo, np.nan)


def jackknife(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over pairs and its standard error by the jackknife over seeds, each [...]; values: as in `mean_over_pairs`.

    The error is √(Σ (M₋ - mean of M₋)² (n - 1) / n), that of the mean of the pseudo-values; NaN below three seeds.
    """
    pseudo = pseudo_values(values)
    known = np.isfinite(pseudo)
    seeds, filled = known.sum(0), np.where(known, pseudo, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = np.where(known, pseudo - filled.sum(0) / seeds, 0.0)
        error = np.sqrt((centred**2).sum(0) / (seeds - 1) / seeds)
    return mean_over_pairs(values), error


def _sums(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum and number of the finite values of each seed's pairs, [seed, ...]."""
    values = np.asarray(values, float)
    if values.ndim < 2 or values.shape[0] != values.shape[1]:
        raise ValueError(f"pairs of seeds are [seed, seed, ...]; found an array of shape {values.shape}")
    diagonal = np.eye(len(values), dtype=bool).reshape(len(values), len(values), *[1] * (values.ndim - 2))
    finite = np.isfinite(values) & ~diagonal
    return np.where(finite, values, 0.0).sum(1), finite.sum(1)
