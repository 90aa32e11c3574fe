"""G1: rich networks whose kernel is misaligned with the task learn it long after they know the training set."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.cells import greater, rich_cells

SIMULATION = "committee_machine"
STATEMENT = (
    "In the rich regime (alpha epsilon of at most 0.1) the test error falls below 0.1 of that of predicting zero only "
    "after the training error has (figure 1b of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row for each cell of the rich regime; what never generalises ranks last."""
    tests = Settings.of(settings)
    rows = [
        greater(measures, "test_step", "train_step", cell, "than the step of the training error", tests, ratio=True)
        for cell in rich_cells(measures)
    ]
    return judge("G1", STATEMENT, rows, tests)
