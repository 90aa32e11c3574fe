"""The two questions that claims ask of rank: does a measure follow it, and do its extremes differ?"""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from richlazy import hypercube
from richlazy.claims.rows import Comparison, Row, Settings, compare, judge, one_rank_only
from richlazy.statistics import contrast, trend
from richlazy.statistics.finding import Finding


def trends(
    claim: str, statement: str, measures: xr.Dataset, wanted: list[tuple[str, int]], direction: str, settings: Mapping
) -> list[Row]:
    """Rows on whether each (measure, step) of `wanted` "rises" or "falls" with rank. Raises MissingSweep."""
    hypercube.require(measures, "rank", f"claim {claim}")
    chosen = Settings.of(settings)
    comparisons: list[Comparison] = []
    for measure, step in wanted:
        comparisons += compare(
            measures, measure, step, f"{direction} with rank", lambda values: trend_of_ranks(values, chosen)
        )
    return judge(claim, statement, comparisons, chosen)


def trend_of_ranks(values: np.ndarray, chosen: Settings) -> Finding:
    """Trend of [seed, task, rank] over rising ranks; without numbers for a single rank."""
    if values.shape[2] < 2:
        return one_rank_only("Page's trend test", trend.EFFECT_NAME)
    return trend.trend(values, chosen.confidence, chosen.resamples, chosen.seed)


def extremes(
    claim: str, statement: str, measures: xr.Dataset, measure: str, step: int, direction: str, settings: Mapping
) -> list[Row]:
    """Rows on whether `measure` is "greater" or "smaller" at the lowest rank than at the highest.

    Raises MissingSweep when the study does not sweep rank.
    """
    hypercube.require(measures, "rank", f"claim {claim}")
    chosen = Settings.of(settings)

    def finding(values):
        if values.shape[2] < 2:
            return one_rank_only("Wilcoxon signed rank", contrast.EFFECT_NAME)
        return contrast.contrast(values[..., 0], values[..., -1], chosen.confidence)

    ranks = measures["rank"].values
    wording = f"{direction} at rank {ranks.min()} than at rank {ranks.max()}"
    return judge(claim, statement, compare(measures, measure, step, wording, finding), chosen)
