"""S13: learning rate and batch size count by their ratio alone, up to a batch size that grows with the samples."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import ends, follows, near, parts

# Batches up to this size should do what the smallest do, and by so much of a logarithm.
SMALL, MARGIN = 16, 0.1

NEEDS = ("batch", "training_trials")
STATEMENT = (
    "At one temperature the change of the weights is the same for small batches, of at most 16 samples, and what a "
    "large batch changes more than the smallest falls with the number of samples (the paper)."
)
FAMILY = "rows on small batches and rows on the largest are a family each"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each number of samples a row on small batches, and one on the excess of the largest. Raises MissingSweep where
    one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S13")
    tests = Settings.of(settings)
    equal, falls = [], []
    for grid_words, grid in parts(ends(measures), *NEEDS):
        logs = np.log(grid.change)
        logs = (logs - logs.isel(batch=0, drop=True)).where(np.isfinite(logs.isel(batch=0, drop=True)))
        small = [size for size in grid.batch.values.tolist()[1:] if size <= SMALL]
        for words, part in parts(grid, "batch"):
            own = logs.sel(training_trials=part.training_trials)
            found = own.sel(batch=small[-1]) if small else own.isel(batch=0) * np.nan
            equal.append(near(part, found, "log of the ratio of changes", words, 0, MARGIN, tests))
        excess = logs.isel(batch=-1)
        name = "log of the ratio at the largest batch"
        falls.append(follows(grid, excess, name, grid_words, "falls", "training_trials", tests))
    return [row for family in (equal, falls) for row in judge("S13", STATEMENT, family, tests)]
