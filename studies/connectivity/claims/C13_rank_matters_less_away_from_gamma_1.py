"""C13: at fixed output scale gamma, higher rank still learns lazier; the effect fades towards both ends of gamma."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Row, Settings, compare, judge
from richlazy.scoring.trends import follow
from richlazy.statistics.finding import Finding

from studies.connectivity.analysis.rank_effect import differences

NEEDS = ("rank", "gamma")
# The effect of rank is followed from the network as it is, gamma 1, towards both ends.
COMPARES = {"gamma": (1, 0.1)}
STATEMENT = (
    "At each output scale gamma a higher rank learns lazier, and at each rank a larger gamma learns richer, in kernel "
    "and representation alignment; the effect of rank is smaller at small gamma, where all networks are lazy, and at "
    "large gamma, where all are rich, than at gamma 1."
)
MEASURES = ("kernel_alignment", "representation_alignment")
_EFFECT = "highest less lowest rank"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per measure, of each gamma, of each rank, and of the effect of rank on either side of gamma 1.

    All are at the last step. The effect is that of the highest less the lowest rank within a seed. Raises MissingSweep
    without swept rank and gamma.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "claim C13")
    test_settings, step = Settings.of(settings), reading.last_step(measures)
    measures = measures.sortby("gamma").sortby("rank")
    effects = differences(measures.sel(step=step)).expand_dims(step=[step])
    sides = {
        f"rises with gamma up to 1: {_EFFECT}": effects.sel(gamma=effects.gamma <= 1),
        f"falls with gamma from 1: {_EFFECT}": effects.sel(gamma=effects.gamma >= 1),
    }
    comparisons: list[Comparison] = []
    for measure in MEASURES:
        comparisons += _followed(measures, measure, step, "rises with rank", "rank", test_settings)
        comparisons += _followed(measures, measure, step, "falls with gamma", "gamma", test_settings)
        for words, side in sides.items():
            comparisons += _followed(side, measure, step, words, "gamma", test_settings)
    return judge("C13", STATEMENT, comparisons, test_settings)


def _followed(
    measures: xr.Dataset, measure: str, step: int, direction: str, along: str, settings: Settings
) -> list[Comparison]:
    def finding(values: np.ndarray) -> Finding:
        return follow(values, settings, f"{along}s")

    return compare(measures, measure, step, lambda _: direction, finding, along)
