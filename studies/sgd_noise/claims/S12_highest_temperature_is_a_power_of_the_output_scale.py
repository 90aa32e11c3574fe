"""S12: the highest temperature at which rich networks fit is a power of the output scale that depth sets."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import ends, follows, near, parts, power
from studies.sgd_noise.analysis.highest import highest_temperature

# Difference from the predicted power that counts as none.
MARGIN = 0.1

NEEDS = ("mlp_layers", "alpha", "temperature")
STATEMENT = (
    "At output scales far below 1 the highest temperature at which networks of L hidden layers fit is a power of "
    "alpha, (L - 1) / (L + 1) (the paper)."
)
FAMILY = "rows on the power are a family, and the rise with depth is one"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row on the power at each depth, and one on its rise with depth. Raises MissingSweep where one of NEEDS is not
    swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S12")
    tests = Settings.of(settings)
    powers, rises = [], []
    for grid_words, grid in parts(ends(measures), *NEEDS):
        found = []
        for words, part in parts(grid, "alpha", "temperature"):
            layers = int(part.mlp_layers)
            found.append(power(highest_temperature(part), "alpha"))
            expected = (layers - 1) / (layers + 1)
            powers.append(near(part, found[-1], "power of the highest temperature", words, expected, MARGIN, tests))
        joined = xr.concat(found, "mlp_layers", coords="minimal", compat="override")
        joined = joined.assign_coords(mlp_layers=np.sort(grid.mlp_layers.values))
        rises.append(
            follows(grid, joined, "power of the highest temperature", grid_words, "rises", "mlp_layers", tests)
        )
    return [row for family in (powers, rises) for row in judge("S12", STATEMENT, family, tests)]
