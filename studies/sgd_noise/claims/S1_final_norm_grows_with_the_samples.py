"""S1: the more samples a perceptron is to fit, the larger its weights must grow, by a power that depletion sets."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.exponents import of_norm, power_law

SIMULATION = "depleted_perceptron"
STATEMENT = (
    "The norm of the weights at the end rises with the number of samples as a power. Its exponent lies between half "
    "and all of 1 / (1 + chi), and for numbers as small as these below it (the paper's law; the band is ours)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each chi a row on the rise, on the band and on the limit; each of the three is a family."""
    tests = Settings.of(settings)
    families = power_law(measures, "norm", "norm_exponent", of_norm, 0, tests)
    return [row for family in families for row in judge("S1", STATEMENT, family, tests)]
