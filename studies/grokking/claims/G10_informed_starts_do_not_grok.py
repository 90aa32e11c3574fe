"""G10: a start with a part of the solution generalises without the rise and the delay."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.cells import along

SIMULATION = "committee_informed"
STATEMENT = (
    "The more of the solution a start has, the lower the highest test error, the earlier its fall and the shorter the "
    "delay (figure 10 of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row for the highest test error, its step and the ratio of the steps, at each alpha and epsilon."""
    tests = Settings.of(settings)
    rows = [row for name in ("peak", "test_step", "ratio") for row in along(measures, name, "share", "falls", tests)]
    return judge("G10", STATEMENT, rows, tests)
