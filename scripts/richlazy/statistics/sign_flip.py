"""Sign-flip randomisation of a mean over seeds: p values and the interval that inverts them, from one procedure.

Null hypothesis at a centre c: each seed's value is as likely to lie as far below c as above it. Then every choice of
signs of the distances from c is equally likely, and p is the share of choices whose sum is at least the observed one
(Fisher 1935). Flipping a set of seeds lowers the sum exactly if the mean of that set lies above c. So p depends on c
only through the number of means of non-empty sets of seeds on either side of c, and the interval, all centres that are
not rejected, runs between two of these means (Hartigan 1969, JASA 64:1303). It cannot leave the range of the values.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from richlazy.statistics.finding import Finding, equal_rho_note, join_notes, no_interval_note

NAME = "randomisation of signs"
# Up to this many seeds all choices of sign are counted; beyond, the normal approximation is accurate.
MOST_EXACT_SEEDS = 20
# Sums of seeds that differ by less are equal: they differ by rounding.
ROUNDING = 1e-9


class SignFlip(NamedTuple):
    """Both one-sided p values, the least that p can be with as many seeds, and the interval of the centre."""

    p_positive: float
    p_negative: float
    smallest_p: float
    low: float
    high: float


def sign_flip(values: np.ndarray, confidence: float, limits: tuple[float, float] = (-1.0, 1.0)) -> SignFlip:
    """Test whether the mean of `values` [seed] lies above, and below, zero; limits: least and largest possible value.

    The interval holds zero exactly where neither p is at most (1 - confidence) / 2. With too few seeds to reject
    anything it is all that is possible, `limits`. Where all seeds share one value, see `of_equal_values`.
    """
    values, tail = np.asarray(values, float), (1 - confidence) / 2
    seeds = len(values)
    if seeds > MOST_EXACT_SEEDS:
        p_positive, p_negative, smallest = (_normal_p(some) for some in (values, -values, np.ones(seeds)))
        low, high = _normal_interval(values, tail, limits)
    else:
        means, smallest = np.sort(set_means(values)), 2.0**-seeds
        p_positive = (1 + int((means <= 0).sum())) * smallest
        p_negative = (1 + int((means >= 0).sum())) * smallest
        beyond = int(np.floor(tail / smallest))
        low, high = (means[beyond - 1], means[-beyond]) if beyond else limits
    if np.ptp(values) <= ROUNDING:
        low, high = of_equal_values(float(values.mean()), seeds, tail, limits)
    return SignFlip(p_positive, p_negative, smallest, float(low), float(high))


def mean_correlation(rho: np.ndarray, effect_name: str, confidence: float, note: str) -> Finding:
    """The finding on the mean of the correlations `rho` of two seeds or more, [seed]; note: what else is to be said."""
    found = sign_flip(rho, confidence)
    return Finding(
        name_of_test(len(rho)),
        effect_name,
        float(rho.mean()),
        found.low,
        found.high,
        mean=float(rho.mean()),
        p_positive=found.p_positive,
        p_negative=found.p_negative,
        smallest_p=found.smallest_p,
        seeds=len(rho),
        note=join_notes(note, no_interval_note(len(rho), confidence), equal_rho_note(rho)),
    )


def set_means(values: np.ndarray) -> np.ndarray:
    """Mean of every non-empty set of `values` [seed]: 2ⁿ - 1 of them; 0 where the sum is 0 but for rounding."""
    sums, sizes = np.zeros(1), np.zeros(1)
    for value in values:
        sums, sizes = np.concatenate([sums, sums + value]), np.concatenate([sizes, sizes + 1])
    return np.where(np.abs(sums) <= ROUNDING, 0.0, sums)[1:] / sizes[1:]


def of_equal_values(value: float, seeds: int, tail: float, limits: tuple[float, float]) -> tuple[float, float]:
    """Interval of the mean where all seeds share one value.

    Their spread is unknown, not zero, and no shift of them is symmetric. But n seeds in n that are alike bound the
    share of such seeds from below by tail^(1/n) (Clopper & Pearson 1934). The interval allows all others the opposite
    value on the side of zero, and the limit on the other side. It holds zero exactly where `sign_flip` rejects nothing.
    """
    share = tail ** (1 / seeds)
    other = 1 - share
    outwards = value * share + other * (limits[1] if value >= 0 else limits[0])
    inwards = value * (share - other) if value else other * limits[0]
    return min(inwards, outwards), max(inwards, outwards)


def name_of_test(seeds: int) -> str:
    """Name of the test for as many seeds, and whether its p is exact."""
    return f"{NAME}, {'exact' if seeds <= MOST_EXACT_SEEDS else 'normal approximation'}"


def _normal_p(values: np.ndarray) -> float:
    """p of the sum, from a normal distribution with the variance of the sum over all choices of sign."""
    deviation = np.sqrt((values**2).sum())
    return float(stats.norm.sf(values.sum() / deviation)) if deviation > 0 else 1.0


def _normal_interval(values: np.ndarray, tail: float, limits: tuple[float, float]) -> tuple[float, float]:
    """All centres that `_normal_p` of the distances from them does not reject: the roots of a quadratic equation."""
    bound, seeds = stats.norm.isf(tail), len(values)
    if seeds <= bound**2:
        return limits
    half = bound * values.std() / np.sqrt(seeds - bound**2)
    return max(values.mean() - half, limits[0]), min(values.mean() + half, limits[1])
