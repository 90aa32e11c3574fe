"""P5: that the worse are measured more often helps to recognise them."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sepsis.analysis.comparisons import LABELS, greater, missing, over_horizons

SIMULATION = "early_recognition"
STATEMENT = (
    "AUPRC, averaged over horizons, is higher where stays that are worse are measured more often than in the same "
    "cohorts without that (ours)."
)
KINDS = ("informative", "uninformative")


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row a method."""
    tests, rows = Settings.of(settings), []
    both = set(KINDS) <= set(measures.sampling.values.tolist())
    for method in measures.classifier.values.tolist():
        own, part = f"{LABELS[method]}, all horizons", measures.sel(classifier=method)
        if both:
            sides = (over_horizons(part, sampling=kind) for kind in KINDS)
            rows.append(greater(part, own, "without informative sampling", *sides, tests))
        else:
            rows.append(missing(own, "without informative sampling", "informative and uninformative sampling"))
    return judge("P5", STATEMENT, rows, tests)
