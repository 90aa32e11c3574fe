"""I3: many classes make a transformer learn in context, few make it learn in its weights."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge
from richlazy.scoring.trends import trends

from studies.in_context.analysis.comparisons import bound
from studies.in_context.analysis.scores import CONTEXT, WEIGHTS

NEEDS = ("class_count",)
STATEMENT = (
    "With the number of classes learning in context rises and learning in weights falls (figure 3 of the paper; the "
    "bounds are ours)."
)
FAMILY = "each trend, and rows on the bounds"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Two trends at the last step; accuracy in context below .6 of 64 classes and above .95 of 8 192. Raises
    MissingSweep where `class_count` is not swept."""
    tests, last = Settings.of(settings), reading.last_step(measures)
    rise = trends("I3", STATEMENT, measures, [(CONTEXT, last)], "rises", settings, "class_count")
    fall = trends("I3", STATEMENT, measures, [(WEIGHTS, last)], "falls", settings, "class_count")
    bounds = bound(measures, CONTEXT, "class_count", 64, "smaller", 0.6, tests)
    bounds += bound(measures, CONTEXT, "class_count", 8192, "greater", 0.95, tests)
    return rise + fall + judge("I3", STATEMENT, bounds, tests)
