"""P7: what networks read are exact samples of the posterior of their Gaussian process."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sepsis.analysis.comparisons import by_sampling, near_zero

# In z-scores and their squares: rounding of double precision, amplified by the condition of a covariance.
MARGIN = 1e-8

SIMULATION = ["early_recognition", "recognition_in_cohort"]
STATEMENT = (
    "Mean and covariance of pathwise samples are those of the dense posterior within 1e-8, on test stays and with the "
    "process as it was learned (derived)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row; of all networks that read a process the largest difference."""
    tests = Settings.of(settings)
    rows = [
        near_zero(
            part.sel(classifier=[one for one in part.classifier.values if one.startswith("mgp")]), *words, MARGIN, tests
        )
        for label, part in by_sampling(measures)
        for words in [("posterior_difference", f"{label}mean and covariance")]
    ]
    return judge("P7", STATEMENT, rows, tests)
