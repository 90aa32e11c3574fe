"""C2: weights move further from the lowest-rank initial matrix than from the highest-rank one."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row

from studies.connectivity.analysis.extreme_ranks import lowest_against_highest_rank

NEEDS = ("rank",)
STATEMENT = "Training changes the weights more from a rank-1 initial matrix than from a full-rank initial matrix."


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per task, and over tasks, at the last step, for the lowest against the highest rank of the experiment.

    Raises MissingSweep without a swept rank.
    """
    return lowest_against_highest_rank(
        "C2", STATEMENT, measures, "weight_change", reading.last_step(measures), "greater", settings
    )
