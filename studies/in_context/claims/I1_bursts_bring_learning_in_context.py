"""I1: the more often a class comes in bursts, the more a transformer learns in context."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge
from richlazy.scoring.trends import trends

from studies.in_context.analysis.comparisons import bound
from studies.in_context.analysis.scores import CONTEXT, FLIPPED

NEEDS = ("burstiness",)
STATEMENT = (
    "Learning in context grows with the share of bursty sequences: with it rises the accuracy on novel classes, and on "
    "trained classes with each other's labels the share that follows the context (figure 2 of the paper; the bounds, "
    "of Gaussian classes, are ours)."
)
FAMILY = "rows on the trends, and rows on the bounds"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Trends of both accuracies at the last step; of Gaussian classes, accuracy on novel ones above .95 at burstiness
    1 and below .6 at 0. Raises MissingSweep where `burstiness` is not swept."""
    tests, last = Settings.of(settings), reading.last_step(measures)
    rise = trends("I1", STATEMENT, measures, [(CONTEXT, last), (FLIPPED, last)], "rises", settings, "burstiness")
    bounds = bound(measures, CONTEXT, "burstiness", 1, "greater", 0.95, tests)
    bounds += bound(measures, CONTEXT, "burstiness", 0, "smaller", 0.6, tests)
    return rise + judge("I1", STATEMENT, bounds, tests)
