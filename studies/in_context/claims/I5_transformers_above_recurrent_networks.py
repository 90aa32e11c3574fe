"""I5: a transformer learns in context where recurrent networks of its width do not."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.in_context.analysis.comparisons import bound, differs
from studies.in_context.analysis.scores import CONTEXT

TRANSFORMER, RECURRENT = "in_context_transformer", ("in_context_lstm", "in_context_elman")

NEEDS = ("learner",)
STATEMENT = (
    "In this setting and budget (width, embedding, head, steps and rate of learning are the same) a transformer learns "
    "in context and neither an LSTM nor an Elman network does (figure 7 of the paper; others find recurrent networks "
    "that do, in other settings)."
)
FAMILY = "rows on the differences, and rows on the bounds"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """For each recurrent network a row on the difference from the transformer, and one on an accuracy below .65, at the
    last step. Raises MissingSweep where `learner` is not swept."""
    reading.require(measures, "learner", "claim I5")
    tests, above, below = Settings.of(settings), [], []
    for other in RECURRENT:
        above += differs(measures, CONTEXT, "learner", TRANSFORMER, other, "greater", tests)
        below += bound(measures, CONTEXT, "learner", other, "smaller", 0.65, tests)
    return judge("I5", STATEMENT, above, tests) + judge("I5", STATEMENT, below, tests)
