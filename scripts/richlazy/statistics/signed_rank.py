"""Wilcoxon's signed-rank test of paired changes, and the interval of their centre that inverts it.

The sum of the ranks of the positive changes is the number of averages of two changes (or of one with itself) that are
positive (Tukey 1949). So the test of any centre counts the averages beyond it, the interval of all centres that are not
rejected runs between two averages, and the estimate is their median (Hodges & Lehmann 1963, Ann Math Stat 34:598).
Averages that equal the centre, from zeros or from ties of opposite sign, count for neither direction. p therefore is
exact without such ties. With them it is an upper bound for every symmetric distribution, discrete ones as well:
breaking the ties at random gives the exact test, whose count is never smaller.
"""

from functools import cache

import numpy as np

from richlazy.statistics.finding import Finding, censored_note, dropped_note, join_notes, no_interval_note, too_few

NAME = "Wilcoxon signed rank, exact"
# Averages below this share of the largest change are zero: they differ from it by rounding.
ROUNDING = 1e-12


def signed_rank(
    effect_name: str,
    changes: np.ndarray,
    differences: np.ndarray,
    dropped: int,
    confidence: float,
    censored: int = 0,
) -> Finding:
    """Test the changes [seed], whose centre is the effect; `differences` [seed] are the same in the measure's units.

    `dropped` seeds had no change; `censored` runs never reached what is measured, and changes from or to them are
    infinite. Effect and difference are Hodges-Lehmann estimates with intervals of their own; p is one-sided.
    """
    seeds = len(changes)
    if seeds < 2:
        return too_few(NAME, effect_name, seeds, dropped)
    effect, low, high = hodges_lehmann(changes, confidence)
    difference, difference_low, difference_high = hodges_lehmann(differences, confidence)
    return Finding(
        NAME,
        effect_name,
        effect,
        low,
        high,
        mean=mean(changes),
        p_positive=p_above(changes),
        p_negative=p_above(-changes),
        smallest_p=2.0**-seeds,
        seeds=seeds,
        dropped=dropped,
        censored=censored,
        difference=difference,
        difference_low=difference_low,
        difference_high=difference_high,
        difference_mean=mean(differences),
        note=join_notes(dropped_note(dropped), censored_note(censored), no_interval_note(seeds, confidence)),
    )


def p_above(changes: np.ndarray, bound: float = 0.0) -> float:
    """One-sided p that `changes` [seed], some perhaps infinite, lie above `bound`."""
    above = int((averages(changes) > bound).sum())
    return float(_tails(len(changes))[above])


def hodges_lehmann(changes: np.ndarray, confidence: float) -> tuple[float, float, float]:
    """Median of the averages of two `changes` [seed], and the ends of its interval; all may be infinite.

    The interval holds a centre c exactly where neither `p_above(changes, c)` nor `p_above(-changes, -c)` is at most
    (1 - confidence) / 2. It has no ends, -inf and inf, where the seeds are too few to reject anything.
    """
    ordered = averages(changes)
    middle = (len(ordered) - 1) // 2, len(ordered) // 2
    estimate = float(_average(ordered[middle[0]], ordered[middle[1]]))
    rejected = int((_tails(len(changes)) <= (1 - confidence) / 2).sum())
    if rejected == 0:
        return estimate, -np.inf, np.inf
    return estimate, float(ordered[rejected - 1]), float(ordered[-rejected])


def averages(changes: np.ndarray) -> np.ndarray:
    """Averages of two `changes` [seed], or of one with itself, in ascending order; 0 of opposite infinities."""
    changes = np.asarray(changes, float)
    first, second = np.triu_indices(len(changes))
    found = _average(changes[first], changes[second])
    largest = np.abs(changes[np.isfinite(changes)]).max(initial=0.0)
    return np.sort(np.where(np.abs(found) <= ROUNDING * largest, 0.0, found))


def mean(changes: np.ndarray) -> float:
    """Mean of `changes` [seed]; NaN where one is infinite."""
    return float(np.mean(changes)) if np.isfinite(changes).all() else float("nan")


def _average(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Halves are added, so that no sum overflows; 0 of opposite infinities."""
    with np.errstate(invalid="ignore"):
        total = np.asarray(first) / 2 + np.asarray(second) / 2
    return np.where(np.isnan(total), 0.0, total)


@cache
def _tails(seeds: int) -> np.ndarray:
    """Probability that the sum of a random half of the ranks 1 to n is at least 0, 1, ..., n (n + 1) / 2."""
    ways = np.ones(1)
    for rank in range(1, seeds + 1):
        ways = (np.pad(ways, (0, rank)) + np.pad(ways, (rank, 0))) / 2
    return np.minimum(np.cumsum(ways[::-1])[::-1], 1.0)
