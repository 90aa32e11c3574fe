"""Does a measure follow what is swept?"""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from richlazy.claims.rows import Comparison, Row, Settings, compare, judge, one_value_only
from richlazy.hypercube import reading
from richlazy.statistics import trend
from richlazy.statistics.finding import Finding


def trends(
    claim: str,
    statement: str,
    measures: xr.Dataset,
    wanted: list[tuple[str, int]],
    direction: str,
    settings: Mapping,
    along: str,
) -> list[Row]:
    """Rows on whether each (measure, step) of `wanted` "rises" or "falls" with the swept parameter `along`.

    Raises MissingSweep where the experiment does not sweep it.
    """
    reading.require(measures, along, f"claim {claim}")
    chosen = Settings.of(settings)
    name = along.replace("_", " ")

    def finding(values):
        return follow(values, chosen, f"{name}s")

    comparisons: list[Comparison] = []
    for measure, step in wanted:
        comparisons += compare(measures, measure, step, lambda _: f"{direction} with {name}", finding, along)
    return judge(claim, statement, comparisons, chosen)


def follow(values: np.ndarray, chosen: Settings, what: str) -> Finding:
    """Whether [seed, task, value] follows the order of its last axis; `what` it holds several of."""
    if values.shape[2] < 2:
        return one_value_only("Page's trend test", trend.EFFECT_NAME, what)
    return trend.trend(values, chosen.confidence, chosen.resamples, chosen.seed)
