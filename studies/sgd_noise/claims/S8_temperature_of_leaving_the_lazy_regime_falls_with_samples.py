"""S8: the more samples, the lower the temperature at which networks leave the lazy regime."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import crossing, ends, follows, lazy_temperatures, near, parts, power

# Difference of the powers that counts as none.
MARGIN = 0.1

NEEDS = ("temperature", "training_trials")
STATEMENT = (
    "The temperature at which the relative change of the weights crosses 0.1 falls with the number of samples as a "
    "power a, and a is the power of the change in samples over its power in temperature (the paper)."
)
FAMILY = "the fall and the power are a family each"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row on the fall and one on the power. Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S8")
    tests = Settings.of(settings)
    falls, powers = [], []
    for words, grid in parts(ends(measures), *NEEDS):
        leaving = crossing(grid)
        falls.append(follows(grid, leaving, "temperature of leaving", words, "falls", "training_trials", tests))
        powers.append(near(grid, _excess(grid, leaving), "a less its prediction", words, 0, MARGIN, tests))
    return [row for family in (falls, powers) for row in judge("S8", STATEMENT, family, tests)]


def _excess(grid: xr.Dataset, leaving: xr.DataArray) -> xr.DataArray:
    """a - γ/δ of each seed; γ and δ are those of the change at temperatures where networks are lazy."""
    lazy = lazy_temperatures(grid).change
    in_samples = power(lazy, "training_trials").mean("temperature", skipna=False)
    in_temperature = power(lazy, "temperature").mean("training_trials", skipna=False)
    expected = (in_samples / in_temperature).where(np.isfinite(in_samples) & np.isfinite(in_temperature))
    return -power(leaving, "training_trials") - expected
