"""S4: online learning of the perceptron is known without free parameters."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.exponents import near_one

# Differences from theory that count as none, as a share of it.
MARGIN = 0.03

SIMULATION = "depleted_perceptron"
STATEMENT = (
    "With a fresh sample at every step, the weight along the teacher and the norm of those across it are within 3 % of "
    "the theory for large d and a weight along the teacher far above the others (derived)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each chi a row on each of the two, at the end of online learning; rows on one of them are a family."""
    tests = Settings.of(settings)
    families = (near_one(measures, name, MARGIN, tests) for name in ("along_ratio", "across_ratio"))
    return [row for family in families for row in judge("S4", STATEMENT, family, tests)]
