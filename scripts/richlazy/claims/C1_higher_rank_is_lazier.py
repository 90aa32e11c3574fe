"""C1: all three alignment measures after training rise with the rank of the initial matrix."""

from collections.abc import Mapping

import xarray as xr

from richlazy import hypercube
from richlazy.claims.ranks import trends
from richlazy.claims.rows import Row

NEEDS = ("rank",)
STATEMENT = (
    "At equal Frobenius norm, a higher-rank initial matrix learns lazier: representation alignment, "
    "tangent-kernel alignment and sign similarity rise with rank."
)
MEASURES = ("representation_alignment", "kernel_alignment", "sign_similarity")


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per measure and task, and over tasks, at the last step. Raises MissingSweep without a swept rank."""
    last = hypercube.last_step(measures)
    return trends("C1", STATEMENT, measures, [(measure, last) for measure in MEASURES], "rises", settings)
