"""P1: every method recognises sepsis better than chance at onset."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sepsis.analysis.comparisons import cells, greater

SIMULATION = ["early_recognition", "recognition_in_cohort"]
STATEMENT = "At the shortest horizon AUPRC is above the prevalence with every method (the paper, at 0 h)."


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row a method."""
    tests, rows = Settings.of(settings), []
    for _, label, part in cells(measures):
        values = part.auprc.isel(horizon=0).values[:, None]
        rows.append(greater(part, label, "the prevalence", values, part.prevalence.values[:, None], tests))
    return judge("P1", STATEMENT, rows, tests)
