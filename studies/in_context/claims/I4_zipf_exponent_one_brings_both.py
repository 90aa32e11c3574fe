"""I4: with classes as frequent as words are, a transformer learns in context and in its weights at once."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.in_context.analysis.comparisons import differs
from studies.in_context.analysis.scores import BOTH, with_both

NEEDS = ("zipf_exponent",)
STATEMENT = (
    "At a Zipf exponent of 1 learning in context (2 icl - 1) and in weights (the ten commonest classes) coexist: the "
    "lesser of the two is greater than where classes are equally frequent and than where few are all (figure 6 of the "
    "paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row against the lowest and one against the highest exponent that is swept, at the last step. Raises
    MissingSweep where `zipf_exponent` is not swept."""
    reading.require(measures, "zipf_exponent", "claim I4")
    tests, both = Settings.of(settings), with_both(measures)
    exponents = measures.zipf_exponent.values
    rows = []
    for other in (exponents.min().item(), exponents.max().item()):
        rows += differs(both, BOTH, "zipf_exponent", 1, other, "greater", tests)
    return judge("I4", STATEMENT, rows, tests)
