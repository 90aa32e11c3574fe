"""I7: with few classes, learning in context comes and goes, while learning in weights rises."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.statistics.difference import EFFECT_NAME, difference
from richlazy.statistics.finding import Finding
from richlazy.statistics.signed_rank import NAME

from studies.in_context.analysis.scores import CONTEXT, WEIGHTS, at, at_peak, end

# The number of classes at which it is expected within this budget.
CLASSES = 512
# What must be lost at least. The steps that seeds choose for each other depend on each other a little, so that of noise
# alone differences are a little too often above zero; they are not so far above it.
LOSS = 0.02

NEEDS = ("class_count",)
STATEMENT = (
    f"Of {CLASSES} classes learning in context is transient: its accuracy ends more than {LOSS:g} below its peak, the "
    "step at which that of the other seeds is highest, while that in weights rises (Singh et al. 2023)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row on each of the two. Raises MissingSweep where `class_count` is not swept."""
    reading.require(measures, "class_count", "claim I7")
    tests, last = Settings.of(settings), reading.last_step(measures)
    finding = dict.fromkeys((CONTEXT, WEIGHTS), Finding(NAME, EFFECT_NAME, note=f"needs class count {CLASSES}"))
    place, lost = f"{reading.only_task(measures)}, class_count={CLASSES}", 0
    if CLASSES in measures.class_count.values:
        part = measures.sel(class_count=CLASSES)
        lost, peak, final = reading.diverged_runs(part), at_peak(part), end(part)
        for name, least in ((CONTEXT, LOSS), (WEIGHTS, 0.0)):
            sides = final[name].values[:, None] + least, at(part[name], peak).values[:, None]
            finding[name] = difference(*sides, tests.confidence)
    words = f"smaller at the end by more than {LOSS:g} than at the peak"
    rows = [
        Comparison(CONTEXT, last, place, words, finding[CONTEXT], diverged=lost),
        Comparison(WEIGHTS, last, place, "greater at the end than at the peak", finding[WEIGHTS], diverged=lost),
    ]
    return judge("I7", STATEMENT, rows, tests)
