"""P4: long before onset nearest neighbours recognise sepsis no worse than networks do."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sepsis.analysis.comparisons import LABELS, by_sampling, greater, has, missing, over_horizons

# AUPRC that counts as no loss.
MARGIN = 0.02

SIMULATION = ["early_recognition", "recognition_in_cohort"]
STATEMENT = (
    "At the longest horizon AUPRC of DTW-kNN is above that of MGP-RNN, and not below that of MGP-TCN by more than 0.02 "
    "(the paper, of MIMIC-III at 7 h; it need not hold on a simulated cohort; the margin is ours)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row for each of the two networks."""
    tests, rows = Settings.of(settings), []
    for label, whole in by_sampling(measures):
        part = whole.isel(horizon=[-1])
        own = f"{label}DTW-kNN, {part.horizon.item()} h"
        for other, margin in (("mgp_rnn", 0.0), ("mgp_tcn", MARGIN)):
            than = LABELS[other] + (f" less {margin:g}" if margin else "")
            if not has(part, "dtw_knn", other):
                rows.append(missing(own, than, f"the methods dtw_knn and {other}"))
                continue
            two = part.sel(classifier=["dtw_knn", other])
            mine, theirs = (over_horizons(two, classifier=method) for method in two.classifier.values)
            rows.append(greater(two, own, than, mine, theirs - margin, tests))
    return judge("P4", STATEMENT, rows, tests)
