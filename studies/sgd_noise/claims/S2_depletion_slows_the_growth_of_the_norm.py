"""S2: the fewer samples lie at the boundary of the classes, the slower the final norm grows with their number."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.exponents import falling_with_chi

SIMULATION = "depleted_perceptron"
STATEMENT = "The exponent of the final norm in the number of samples falls with chi (the paper's law 1 / (1 + chi))."


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """One row, over all chi."""
    tests = Settings.of(settings)
    return judge("S2", STATEMENT, falling_with_chi(measures, "norm_exponent", tests), tests)
