"""G15: neurons of low rank before learning learn richer, and therefore grok less."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.cells import along

# What is predicted of each measure, by rising rank.
PREDICTED = {"weight_change": "falls", "ratio": "rises", "kernel_error": "falls"}

SIMULATION = "committee_rank"
STATEMENT = (
    "At equal output scale and size, a start of lower rank learns richer (its weights change more) and so with a "
    "shorter delay (the ratio of the steps is smaller), although its initial kernel knows less of the teacher (the "
    "hypothesis of this study, stated before it was run)."
)
FAMILY = "each measure is a family of its own"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Trends along rank at each alpha and epsilon; of the error of the kernel, at each epsilon."""
    tests = Settings.of(settings)
    rows = []
    for name, direction in PREDICTED.items():
        grid = measures if "alpha" in measures[name].dims else measures.isel(alpha=[0])
        rows += judge("G15", STATEMENT, along(grid, name, "rank", direction, tests), tests)
    return rows
