"""I9: from query and key matrices of higher rank, learning in context comes earlier."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row
from richlazy.scoring.trends import trends

from studies.in_context.analysis.scores import LEARNED, ONSET, with_onset

NEEDS = ("rank",)
STATEMENT = (
    "At equal Frobenius norm, the higher the rank of the initial query and key matrices, the earlier the accuracy in "
    f"context comes to {LEARNED:g} (hypothesis of this study)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row on the first checkpoint with that accuracy; what never comes so far ranks last. Raises MissingSweep where
    `rank` is not swept."""
    last = reading.last_step(measures)
    return trends("I9", STATEMENT, with_onset(measures), [(ONSET, last)], "falls", settings, "rank")
