"""P3: a network that reads a Gaussian process recognises sepsis better than one that reads values carried forward."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sepsis.analysis.comparisons import by_sampling, greater, has, missing, over_horizons

SIMULATION = ["early_recognition", "recognition_in_cohort"]
STATEMENT = "AUPRC of MGP-TCN, averaged over horizons, is above that of Raw-TCN (the paper)."


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row."""
    tests, rows = Settings.of(settings), []
    for label, part in by_sampling(measures):
        own = label + "MGP-TCN, all horizons"
        if not has(part, "mgp_tcn", "raw_tcn"):
            rows.append(missing(own, "Raw-TCN", "the methods mgp_tcn and raw_tcn"))
            continue
        two = part.sel(classifier=["mgp_tcn", "raw_tcn"])
        sides = (over_horizons(part, classifier=method) for method in two.classifier.values)
        rows.append(greater(two, own, "Raw-TCN", *sides, tests))
    return judge("P3", STATEMENT, rows, tests)
