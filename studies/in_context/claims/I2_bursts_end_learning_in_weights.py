"""I2: the more often a class comes in bursts, the less a transformer learns in its weights."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge
from richlazy.scoring.trends import trends

from studies.in_context.analysis.comparisons import bound
from studies.in_context.analysis.scores import WEIGHTS

NEEDS = ("burstiness",)
STATEMENT = (
    "Learning in weights falls with the share of bursty sequences: so does the accuracy on trained classes of which "
    "the context says nothing (figure 2 of the paper; the bounds, of Gaussian classes, are ours)."
)
FAMILY = "the trend, and rows on the bounds"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A trend at the last step; of Gaussian classes, accuracy above .9 at burstiness 0 and below .1 at 1. Raises
    MissingSweep where `burstiness` is not swept."""
    tests, last = Settings.of(settings), reading.last_step(measures)
    fall = trends("I2", STATEMENT, measures, [(WEIGHTS, last)], "falls", settings, "burstiness")
    bounds = bound(measures, WEIGHTS, "burstiness", 0, "greater", 0.9, tests)
    bounds += bound(measures, WEIGHTS, "burstiness", 1, "smaller", 0.1, tests)
    return fall + judge("I2", STATEMENT, bounds, tests)
