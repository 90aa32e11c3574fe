"""C8: the effect of rank on learning shrinks as the gain falls, towards stable initial networks."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Row, Settings, compare, judge
from richlazy.scoring.trends import follow

from studies.connectivity.analysis.rank_effect import PREDICTED, differences

NEEDS = ("rank", "gain")
STATEMENT = (
    "The effect of rank on learning shrinks when all networks start in the stable regime, which is at a small gain: "
    "it rises with gain, in kernel alignment, representation alignment and weight change."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per measure and task, and over tasks, at the last step. Raises MissingSweep without swept rank and gain.

    The effect of rank is that of the highest less the lowest rank within a seed; of weight change the reverse.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "claim C8")
    test_settings, step = Settings.of(settings), reading.last_step(measures)
    effects = differences(measures.sel(step=step)).expand_dims(step=[step])
    comparisons: list[Comparison] = []
    for measure, sign in PREDICTED.items():
        ends = ("highest", "lowest")[::sign]
        words = "rises with gain: {} less {} rank".format(*ends)
        comparisons += compare(
            effects,
            measure,
            step,
            lambda _, words=words: words,
            lambda values: follow(values, test_settings, "gains"),
            "gain",
        )
    return judge("C8", STATEMENT, comparisons, test_settings)
