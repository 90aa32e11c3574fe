"""P6: methods that know the past exceed a logistic regression that knows the last values alone."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sepsis.analysis.comparisons import FLOOR, LABELS, by_sampling, greater, has, missing, over_horizons

SIMULATION = ["early_recognition", "recognition_in_cohort"]
STATEMENT = (
    "AUPRC, averaged over horizons, of every method is above that of a ridge logistic regression on the last value of "
    "each channel (ours; the paper has no such floor)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row a method but the floor."""
    tests, rows = Settings.of(settings), []
    for label, part in by_sampling(measures):
        for method in part.classifier.values.tolist():
            own = f"{label}{LABELS[method]}, all horizons"
            if method == FLOOR:
                continue
            if not has(part, FLOOR):
                rows.append(missing(own, "the floor", "the method floor"))
                continue
            sides = (over_horizons(part, classifier=one) for one in (method, FLOOR))
            rows.append(greater(part.sel(classifier=[method, FLOOR]), own, "the floor", *sides, tests))
    return judge("P6", STATEMENT, rows, tests)
