"""I4b: where classes differ in frequency, the rarer half is not learned in weights."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.in_context.analysis.comparisons import agrees
from studies.in_context.analysis.scores import RARE, open_chance

# Difference from chance that counts as none; a network that copies a label of the context is right in no trial.
MARGIN = 0.05

NEEDS = ("zipf_exponent",)
STATEMENT = (
    "At Zipf exponents of 1 and more the accuracy in weights on the rarer half of the classes is that of chance "
    "(figure 6 of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row for each exponent of at least 1, at the last step. Raises MissingSweep where `zipf_exponent` is not
    swept."""
    reading.require(measures, "zipf_exponent", "claim I4b")
    tests, expected, rows = Settings.of(settings), open_chance(measures), []
    for exponent in sorted(measures.zipf_exponent.values.tolist()):
        if exponent >= 1:
            rows += agrees(measures, RARE, "zipf_exponent", exponent, expected, MARGIN, tests)
    return judge("I4b", STATEMENT, rows, tests)
