"""I10: learning in context needs few labels."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row
from richlazy.scoring.trends import trends

from studies.in_context.analysis.scores import CONTEXT, LABELS

NEEDS = ("label_count",)
STATEMENT = (
    "In this setting and budget the accuracy in context falls with the number of labels that classes share (a limit of "
    "this study)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A trend at the last step. Raises MissingSweep where `label_count` is not swept."""
    return trends("I10", STATEMENT, measures, [(CONTEXT, reading.last_step(measures))], "falls", settings, LABELS)
