"""S3: training takes longer than a number of passes over the samples, by a power that depletion sets."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.exponents import falling_with_chi, of_steps, power_law

SIMULATION = "depleted_perceptron"
STATEMENT = (
    "The last step with a gradient rises with the number of samples as a power. Its exponent lies above 1 by between "
    "half and all of 2 / (1 + chi), and falls with chi (the paper's law 1 + 2 / (1 + chi); the band is ours)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each chi a row on the rise, on the band and on the limit, each of the three a family; a row on the order."""
    tests = Settings.of(settings)
    families = (
        *power_law(measures, "last_step", "step_exponent", of_steps, 1, tests),
        falling_with_chi(measures, "step_exponent", tests),
    )
    return [row for family in families for row in judge("S3", STATEMENT, family, tests)]
