"""C1: all three alignment measures after training rise with the rank of the initial matrix."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row
from richlazy.scoring.trends import trends

NEEDS = ("rank",)
STATEMENT = (
    "At equal Frobenius norm, a higher-rank initial matrix learns lazier: representation alignment, "
    "tangent-kernel alignment and sign similarity rise with rank."
)
FAMILY = "its rows on one measure"
MEASURES = ("representation_alignment", "kernel_alignment", "sign_similarity")


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per measure and task, and over tasks, at the last step. Raises MissingSweep without a swept rank.

    Every measure is a family of Holm's method: of ten seeds the least p is 1/1024, which leaves no verdict to the 96
    rows of an experiment with 32 settings.
    """
    last = reading.last_step(measures)
    families = [trends("C1", STATEMENT, measures, [(name, last)], "rises", settings, "rank") for name in MEASURES]
    return [row for family in families for row in family]
