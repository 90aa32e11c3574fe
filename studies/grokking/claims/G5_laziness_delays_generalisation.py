"""G5: the larger the output scale, the worse and the later a network generalises."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.cells import along

SIMULATION = "committee_machine"
STATEMENT = (
    "The larger the output scale alpha, the higher the test error at the end, the later it falls, and the longer after "
    "the training error in proportion (figure 3a of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each epsilon a row on each of the three; rows on one of them are a family."""
    tests = Settings.of(settings)
    families = (along(measures, name, "alpha", "rises", tests) for name in ("final_error", "test_step", "ratio"))
    return [row for family in families for row in judge("G5", STATEMENT, family, tests)]
