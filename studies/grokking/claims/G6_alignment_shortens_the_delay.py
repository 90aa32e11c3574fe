"""G6: the better the initial kernel is aligned with the task, the earlier a network generalises."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.cells import along

SIMULATION = "committee_machine"
STATEMENT = (
    "The smaller epsilon, and so the worse the initial kernel is aligned with the task: the lower the test error at "
    "the end (a), the longer the delay in steps (b), and the larger the ratio of the two steps (c, one reading of "
    "figure 3b of the paper; expected to be contradicted)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each alpha a row on each of the three; rows on one of them are a family."""
    tests = Settings.of(settings)
    directions = {"final_error": "rises", "delay": "falls", "ratio": "falls"}
    families = (along(measures, name, "epsilon", direction, tests) for name, direction in directions.items())
    return [row for family in families for row in judge("G6", STATEMENT, family, tests)]
