"""Association of two measures across conditions: a rank correlation within each seed."""

from dataclasses import replace

import numpy as np

from richlazy.statistics import sign_flip
from richlazy.statistics.complete_runs import complete_runs
from richlazy.statistics.finding import Finding, join_notes, too_few
from richlazy.statistics.spearman import spearman

EFFECT_NAME = "mean Spearman rho across conditions"


def across_conditions(first: np.ndarray, second: np.ndarray, confidence: float = 0.95) -> Finding:
    """Test whether conditions with more of one measure have more of another.

    first, second: [seed, task, condition]; `complete_runs` selects the conditions and seeds that are used.

    Effect: Spearman's rho over the conditions within a seed and task, averaged over tasks, then over seeds. Its
    interval and p are both of the randomisation of signs over seeds (see `sign_flip`). The test generalises to other
    seeds, not to other conditions.
    """
    complete = complete_runs(first, second)
    most = max((values.shape[1] for values, _ in complete.tasks), default=0)
    test = sign_flip.name_of_test(complete.seeds)
    if complete.seeds < 2:
        return too_few(test, EFFECT_NAME, complete.seeds, complete.dropped)
    if most < 2:
        note = join_notes(f"needs at least 2 conditions, has {most}", complete.note)
        return Finding(test, EFFECT_NAME, seeds=complete.seeds, dropped=complete.dropped, note=note)
    rho = seed_rho(complete.tasks)
    found = sign_flip.mean_correlation(rho, EFFECT_NAME, confidence, complete.note)
    return replace(found, dropped=complete.dropped, censored=complete.censored)


def seed_rho(tasks: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Spearman's rho [seed] of pairs of [seed, condition], averaged over those tasks that have two conditions."""
    return np.mean([spearman(first, second) for first, second in tasks if first.shape[1] > 1], axis=0)
