"""Wilcoxon's signed-rank test of whether paired changes lie above zero."""

import numpy as np
from scipy import stats

from richlazy.statistics.censored import finite_with_order, hodges_lehmann
from richlazy.statistics.finding import Finding, censored_note, dropped_note, join_notes, too_few
from richlazy.statistics.interval import t_interval

# Up to here scipy's signed-rank test is exact, without ties and with them.
MOST_EXACT_UNTIED = 50
MOST_EXACT_TIED = 13


def signed_rank(
    effect_name: str,
    changes: np.ndarray,
    differences: np.ndarray,
    dropped: int,
    confidence: float,
    censored: int = 0,
) -> Finding:
    """Test the changes [seed], whose mean is the effect; `differences` [seed] are the same in the measure's units.

    `dropped` seeds had no change; `censored` runs never reached what is measured, and changes from or to them are
    infinite. Both means have t intervals over seeds, and are Hodges-Lehmann estimates with intervals of their own where
    a change is infinite; p is one-sided.
    """
    seeds = len(changes)
    if seeds < 2:
        return too_few("Wilcoxon signed rank", effect_name, seeds, dropped)
    effect, difference = location(changes, confidence), location(differences, confidence)
    infinite = bool(np.isinf(changes).any())
    changes = finite_with_order(changes)
    return Finding(
        signed_rank_name(changes),
        effect_name.replace("mean ", "Hodges-Lehmann ") if infinite else effect_name,
        *(float(value) for value in effect),
        p_positive=signed_rank_p(changes),
        p_negative=signed_rank_p(-changes),
        smallest_p=signed_rank_p(np.arange(1.0, seeds + 1)),
        seeds=seeds,
        dropped=dropped,
        censored=censored,
        difference=float(difference[0]),
        difference_low=float(difference[1]),
        difference_high=float(difference[2]),
        note=join_notes(dropped_note(dropped), censored_note(censored)),
    )


def location(changes: np.ndarray, confidence: float) -> tuple:
    """Mean of changes [seed] with its t interval, or the Hodges-Lehmann estimate with its own where one is infinite."""
    if np.isinf(changes).any():
        return hodges_lehmann(changes, confidence)
    return t_interval(changes, confidence)


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
