"""Guest1: trained to equal error, networks with a larger output scale change their weights less."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row
from richlazy.scoring.trends import trends

NEEDS = ("alpha",)
STATEMENT = "Trained to equal error, a larger output scale learns lazier: the weights change less."


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """One row, at the last step. Raises MissingSweep where `alpha` is not swept."""
    wanted = [("weight_change", reading.last_step(measures))]
    return trends("Guest1", STATEMENT, measures, wanted, "falls", settings, "alpha")
