"""I8: lazy networks do not learn in context."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge
from richlazy.scoring.trends import trends

from studies.in_context.analysis.comparisons import bound
from studies.in_context.analysis.scores import CONTEXT

# The output scale from which on networks count as lazy, and the accuracy that they stay below.
LAZY, LIMIT = 8, 0.65

NEEDS = ("alpha",)
STATEMENT = (
    f"Learning in context takes features: with the output scale alpha its accuracy falls, and from {LAZY} on it stays "
    "near chance (hypothesis of this study)."
)
FAMILY = "the trend, and rows on the bounds"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A trend at the last step, and at each alpha of 8 or more a row on an accuracy below .65. Raises MissingSweep
    where `alpha` is not swept."""
    tests, last, bounds = Settings.of(settings), reading.last_step(measures), []
    fall = trends("I8", STATEMENT, measures, [(CONTEXT, last)], "falls", settings, "alpha")
    for alpha in sorted(measures.alpha.values.tolist()):
        bounds += bound(measures, CONTEXT, "alpha", alpha, "smaller", LIMIT, tests) if alpha >= LAZY else []
    return fall + judge("I8", STATEMENT, bounds, tests)
