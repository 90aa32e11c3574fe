"""P2: sepsis is recognised better the nearer onset is."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sepsis.analysis.comparisons import cells, towards_onset

SIMULATION = ["early_recognition", "recognition_in_cohort"]
STATEMENT = "AUPRC rises as the horizon shrinks, with every method (the paper, from 7 to 0 h)."


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row a method."""
    tests = Settings.of(settings)
    return judge("P2", STATEMENT, [towards_onset(part, label, tests) for _, label, part in cells(measures)], tests)
