"""C7: the alignment of the tangent kernel with the targets falls with the rank of the initial matrix."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row
from richlazy.scoring.trends import trends

NEEDS = ("rank",)
FAMILY = "its rows at one step"
MEASURE = "kernel_target_alignment"
STATEMENT = (
    "The alignment of the tangent kernel with the targets falls with rank, tested for the kernel before training "
    "and for the kernel after it."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per task, and over tasks, at step 0 and at the last step. Raises MissingSweep without a swept rank.

    Each of these two kernels is a family of Holm's method: of ten seeds the least p is 1/1024, which leaves no verdict
    to the 64 rows of an experiment with 32 settings.
    """
    steps = sorted({0, reading.last_step(measures)})
    families = [trends("C7", STATEMENT, measures, [(MEASURE, step)], "falls", settings, "rank") for step in steps]
    return [row for family in families for row in family]
