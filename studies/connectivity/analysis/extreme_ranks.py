"""Rows on whether a measure differs between the lowest and the highest rank."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, compare, judge, one_value_only
from richlazy.statistics import contrast, signed_rank


def lowest_against_highest_rank(
    claim: str, statement: str, measures: xr.Dataset, measure: str, step: int, direction: str, settings: Mapping
) -> list[Row]:
    """Rows on whether `measure` is "greater" or "smaller" at the lowest rank than at the highest that a row has.

    Raises MissingSweep when the experiment does not sweep rank.
    """
    reading.require(measures, "rank", f"claim {claim}")
    test_settings = Settings.of(settings)

    def finding(values):
        if values.shape[2] < 2:
            return one_value_only(signed_rank.NAME, contrast.EFFECT_NAME, "ranks")
        return contrast.contrast(values[..., 0], values[..., -1], test_settings.confidence)

    def wording(block):
        ranks = block["rank"].values
        return f"{direction} at rank {ranks.min()} than at rank {ranks.max()}"

    return judge(claim, statement, compare(measures, measure, step, wording, finding, "rank"), test_settings)
