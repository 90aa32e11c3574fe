"""C7: the alignment of the tangent kernel with the targets falls with the rank of the initial matrix."""

from collections.abc import Mapping

import xarray as xr
from richlazy.claims.rows import Row
from richlazy.claims.trends import trends
from richlazy.hypercube import reading

NEEDS = ("rank",)
STATEMENT = (
    "The alignment of the tangent kernel with the targets falls with rank, tested for the kernel before training "
    "and for the kernel after it."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per task, and over tasks, at step 0 and at the last step. Raises MissingSweep without a swept rank."""
    steps = sorted({0, reading.last_step(measures)})
    return trends(
        "C7", STATEMENT, measures, [("kernel_target_alignment", step) for step in steps], "falls", settings, "rank"
    )
