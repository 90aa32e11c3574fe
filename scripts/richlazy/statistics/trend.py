"""Trend of a measure with rank, or any other ordered value, paired by seed."""

from dataclasses import replace

import numpy as np

from richlazy.statistics import censored, sign_flip
from richlazy.statistics.finding import Finding, censored_note, dropped_note, join_notes, too_few
from richlazy.statistics.signed_rank import hodges_lehmann, mean
from richlazy.statistics.spearman import spearman

EFFECT_NAME = "mean Spearman rho"
TEST = sign_flip.NAME


def trend(values: np.ndarray, confidence: float = 0.95) -> Finding:
    """Test whether a measure follows the order of the ranks.

    `values` is [seed, rank] or [seed, group, rank], ranks in rising order. Networks of one seed in several groups
    (tasks) share their initial matrices and are not independent, so the groups are averaged within each seed before
    anything is tested. A seed with a value that is not known is left out and counted; what was never reached, +inf,
    ranks last (see `censored`).

    Effect: Spearman's rho between rank and measure within a seed and group (0 where the measure is constant), averaged
    over groups, then over seeds. Its interval and p are both of the randomisation of signs over seeds
    (see `sign_flip`); with two ranks that is a sign test. Difference: Hodges-Lehmann estimate of highest minus lowest
    rank in the measure's units, averaged over groups, with the interval of the signed-rank test.

    Raises ValueError when there are fewer than two ranks.
    """
    values = _three_dimensional(values)
    complete = values[censored.known(values).all(axis=(1, 2))]
    seeds, dropped = len(complete), len(values) - len(complete)
    test = sign_flip.name_of_test(seeds)
    if seeds < 2:
        return too_few(test, EFFECT_NAME, seeds, dropped)
    rho = within_seed_rho(complete)
    change = censored.mean_over_groups(censored.difference(complete[..., -1], complete[..., 0]))
    difference, difference_low, difference_high = hodges_lehmann(change, confidence)
    never = censored.count(complete)
    note = join_notes(dropped_note(dropped), censored_note(never))
    return replace(
        sign_flip.mean_correlation(rho, EFFECT_NAME, confidence, note),
        dropped=dropped,
        censored=never,
        difference=difference,
        difference_low=difference_low,
        difference_high=difference_high,
        difference_mean=mean(change),
    )


def within_seed_rho(values: np.ndarray) -> np.ndarray:
    """Spearman's rho between position and value along the last axis of [seed, group, rank], averaged over groups.

    Returns [seed]. Ties share their average rank; a constant row has no order and counts as 0.
    """
    return spearman(np.broadcast_to(np.arange(values.shape[-1]), values.shape), values).mean(-1)


def _three_dimensional(values: np.ndarray) -> np.ndarray:
    values = np.asarray(values, float)
    if values.ndim == 2:
        values = values[:, np.newaxis, :]
    if values.ndim != 3 or values.shape[2] < 2:
        raise ValueError(f"a trend needs [seed, rank] or [seed, group, rank], two ranks or more; got {values.shape}")
    return values
