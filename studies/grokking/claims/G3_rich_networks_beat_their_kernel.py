"""G3: rich networks end below regression with their initial kernel, lazy ones approach it."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.cells import along, greater, rich_cells

SIMULATION = "committee_machine"
STATEMENT = (
    "In the rich regime networks end with a lower test error than regression with their own initial kernel; the lazier "
    "they learn, the nearer they come to it (figure 1b of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row for each cell of the rich regime; and at each epsilon a row on whether the error rises with alpha."""
    tests = Settings.of(settings)
    below = [
        greater(measures, "kernel_error", "final_error", cell, "than that of the network", tests)
        for cell in rich_cells(measures)
    ]
    nearer = along(measures, "final_error", "alpha", "rises", tests)
    return judge("G3", STATEMENT, below, tests) + judge("G3", STATEMENT, nearer, tests)
