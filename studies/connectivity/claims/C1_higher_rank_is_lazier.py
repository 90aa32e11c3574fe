"""C1: all three alignment measures after training rise with the rank of the initial matrix."""

from collections.abc import Mapping

import xarray as xr
from richlazy.claims.rows import Row
from richlazy.claims.trends import trends
from richlazy.hypercube import reading

NEEDS = ("rank",)
STATEMENT = (
    "At equal Frobenius norm, a higher-rank initial matrix learns lazier: representation alignment, "
    "tangent-kernel alignment and sign similarity rise with rank."
)
MEASURES = ("representation_alignment", "kernel_alignment", "sign_similarity")


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per measure and task, and over tasks, at the last step. Raises MissingSweep without a swept rank."""
    last = reading.last_step(measures)
    return trends("C1", STATEMENT, measures, [(measure, last) for measure in MEASURES], "rises", settings, "rank")
