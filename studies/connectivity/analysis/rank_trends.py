"""The two questions that claims ask of rank: does a measure follow it, and do its extremes differ?"""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.claims.rows import Comparison, Row, Settings, compare, judge, one_value_only
from richlazy.hypercube import reading
from richlazy.statistics import contrast, trend
from richlazy.statistics.finding import Finding


def trends(
    claim: str, statement: str, measures: xr.Dataset, wanted: list[tuple[str, int]], direction: str, settings: Mapping
) -> list[Row]:
    """Rows on whether each (measure, step) of `wanted` "rises" or "falls" with rank. Raises MissingSweep."""
    reading.require(measures, "rank", f"claim {claim}")
    chosen = Settings.of(settings)

    def finding(values):
        return follow(values, chosen)

    comparisons: list[Comparison] = []
    for measure, step in wanted:
        comparisons += compare(measures, measure, step, lambda _: f"{direction} with rank", finding)
    return judge(claim, statement, comparisons, chosen)


def follow(values: np.ndarray, chosen: Settings, what: str = "ranks") -> Finding:
    """Whether [seed, task, value] follows the order of its last axis; `what` it holds several of."""
    if values.shape[2] < 2:
        return one_value_only("Page's trend test", trend.EFFECT_NAME, what)
    return trend.trend(values, chosen.confidence, chosen.resamples, chosen.seed)


def lowest_against_highest_rank(
    claim: str, statement: str, measures: xr.Dataset, measure: str, step: int, direction: str, settings: Mapping
) -> list[Row]:
    """Rows on whether `measure` is "greater" or "smaller" at the lowest rank than at the highest that a row has.

    Raises MissingSweep when the experiment does not sweep rank.
    """
    reading.require(measures, "rank", f"claim {claim}")
    chosen = Settings.of(settings)

    def finding(values):
        if values.shape[2] < 2:
            return one_value_only("Wilcoxon signed rank", contrast.EFFECT_NAME, "ranks")
        return contrast.contrast(values[..., 0], values[..., -1], chosen.confidence)

    def wording(block):
        ranks = block["rank"].values
        return f"{direction} at rank {ranks.min()} than at rank {ranks.max()}"

    return judge(claim, statement, compare(measures, measure, step, wording, finding), chosen)
