"""I9b: query and key matrices of lower rank change more, and representations with them."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row
from richlazy.scoring.trends import trends

NEEDS = ("rank",)
STATEMENT = (
    "What holds of recurrent networks (C1, C2) holds of attention: with the rank of the initial query and key matrices "
    "their change falls, and the alignment of representations with those before learning rises (open; the direction "
    "tested is that of C1 and C2)."
)
FAMILY = "each measure is a family of its own"
PREDICTED = {"weight_change": "falls", "representation_alignment": "rises"}


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A trend of each measure at the last step. Raises MissingSweep where `rank` is not swept."""
    last, rows = reading.last_step(measures), []
    for name, direction in PREDICTED.items():
        rows += trends("I9b", STATEMENT, measures, [(name, last)], direction, settings, "rank")
    return rows
