"""P8: the score of a stay depends neither on the other stays of its batch nor on anything after the horizon."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sepsis.analysis.comparisons import cells, near_zero

# Rounding of single precision, whose sums are taken in another order in another batch.
MARGIN = 1e-5

SIMULATION = ["early_recognition", "recognition_in_cohort"]
STATEMENT = (
    "At the longest horizon, scores of test stays that stand in another batch, and whose values after the horizon are "
    "others, are the same within 1e-5 (derived; in the paper's code they are not)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row a method."""
    tests = Settings.of(settings)
    rows = [near_zero(part, "score_difference", label, MARGIN, tests) for _, label, part in cells(measures)]
    return judge("P8", STATEMENT, rows, tests)
