"""S5: where networks are lazy, the change of their weights is proportional to the temperature."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import ends, follows, lazy_temperatures, near, parts, power

# Difference from the power 1 that counts as none.
MARGIN = 0.1

NEEDS = ("temperature",)
STATEMENT = (
    "The relative change of the weights rises with the temperature, and as its first power where networks are lazy, at "
    "the temperatures at which its median is below 0.1 (the paper; a linear network without margin does so exactly)."
)
FAMILY = "rows on the rise and rows on the power are a family each"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each point of the other parameters a row on the rise and one on the power. Raises MissingSweep where
    `temperature` is not swept."""
    reading.require(measures, "temperature", "claim S5")
    tests = Settings.of(settings)
    rises, powers = [], []
    for _, grid in parts(ends(measures), "temperature", "training_trials"):
        lazy = lazy_temperatures(grid).temperature
        for words, part in parts(grid, "temperature"):
            rises.append(follows(part, part.change, "relative_weight_change", words, "rises", "temperature", tests))
            found = power(part.change.sel(temperature=lazy), "temperature")
            powers.append(near(part, found, "power of the change in temperature", words, 1, MARGIN, tests))
    return [row for family in (rises, powers) for row in judge("S5", STATEMENT, family, tests)]
