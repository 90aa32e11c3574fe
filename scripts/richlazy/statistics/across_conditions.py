"""Do two measures go together across conditions? A rank correlation within the seed."""

import numpy as np
from scipy import stats

from richlazy.statistics.complete_runs import complete_runs
from richlazy.statistics.contrast import signed_rank_name, signed_rank_p
from richlazy.statistics.finding import Finding, join_notes, too_few
from richlazy.statistics.interval import bootstrap_interval

TEST = "Wilcoxon signed rank"
# Seeds whose rho have one size on paper must have one size here too: the test ranks these sizes.
DIGITS = 12
EFFECT_NAME = "mean Spearman rho across conditions"


def across_conditions(
    first: np.ndarray, second: np.ndarray, confidence: float = 0.95, resamples: int = 9999, seed: int = 0
) -> Finding:
    """Test whether conditions with more of one measure have more of another.

    `first` and `second` are [seed, task, condition]; `complete_runs` says what of them enters.

    Effect: Spearman's rho over the conditions within a seed and task, averaged over tasks, then over seeds; its
    interval is a bootstrap over seeds. p: Wilcoxon's signed-rank test of the seeds' rho, against rho as likely to have
    either sign. The conditions are taken as they are: the test speaks of further seeds, not of further conditions.
    """
    complete = complete_runs(first, second)
    most = max((values.shape[1] for values, _ in complete.tasks), default=0)
    if complete.seeds < 2:
        return too_few(TEST, EFFECT_NAME, complete.seeds, complete.dropped)
    if most < 2:
        note = join_notes(f"needs at least 2 conditions, has {most}", complete.note)
        return Finding(TEST, EFFECT_NAME, seeds=complete.seeds, dropped=complete.dropped, note=note)
    rho = seed_rho(complete.tasks)
    low, high = bootstrap_interval(rho, confidence, resamples, seed)
    return Finding(
        signed_rank_name(rho),
        EFFECT_NAME,
        float(rho.mean()),
        low,
        high,
        p_positive=signed_rank_p(rho),
        p_negative=signed_rank_p(-rho),
        smallest_p=signed_rank_p(np.arange(1.0, len(rho) + 1)),
        seeds=complete.seeds,
        dropped=complete.dropped,
        note=join_notes(complete.note, "" if np.ptp(rho) else "all seeds share one rho: interval is a point"),
    )


def seed_rho(tasks: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Spearman's rho [seed] of pairs of [seed, condition], averaged over those tasks that have two conditions."""
    rho = np.mean([spearman(first, second) for first, second in tasks if first.shape[1] > 1], axis=0)
    return np.round(rho, DIGITS)


def spearman(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Spearman's rho along the last axis; ties share their average rank, and where a measure is constant it is 0."""
    first, second = (stats.rankdata(values, axis=-1) - (values.shape[-1] + 1) / 2 for values in (first, second))
    scale = np.sqrt((first**2).sum(-1) * (second**2).sum(-1))
    rho = np.divide((first * second).sum(-1), scale, out=np.zeros_like(scale), where=scale > 0)
    return np.clip(rho, -1.0, 1.0)
