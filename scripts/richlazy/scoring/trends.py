"""Rows on whether a measure rises or falls with a swept parameter."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Row, Settings, compare, judge, one_value_only
from richlazy.statistics import trend
from richlazy.statistics.finding import Finding


def trends(
    claim: str,
    statement: str,
    measures: xr.Dataset,
    measured: list[tuple[str, int]],
    direction: str,
    settings: Mapping,
    along: str,
) -> list[Row]:
    """Rows on whether each (measure, step) of `measured` "rises" or "falls" with the swept parameter `along`.

    Raises MissingSweep where the experiment does not sweep `along`.
    """
    reading.require(measures, along, f"claim {claim}")
    test_settings = Settings.of(settings)
    name = along.replace("_", " ")

    def finding(values):
        return follow(values, test_settings, f"{name}s")

    comparisons: list[Comparison] = []
    for measure, step in measured:
        comparisons += compare(measures, measure, step, lambda _: f"{direction} with {name}", finding, along)
    return judge(claim, statement, comparisons, test_settings)


def follow(values: np.ndarray, settings: Settings, what: str) -> Finding:
    """Trend test of [seed, task, value] along the last axis; what: name of that axis's values, such as "ranks"."""
    if values.shape[2] < 2:
        return one_value_only(trend.TEST, trend.EFFECT_NAME, what)
    return trend.trend(values, settings.confidence)
