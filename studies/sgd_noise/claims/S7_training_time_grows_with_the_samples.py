"""S7: lazy networks need a time that is proportional to the temperature, and grows with the samples as a power."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import differ, ends, follows, lazy_temperatures, near, parts, power

# Difference from the power 1 that counts as none.
MARGIN = 0.1

NEEDS = ("temperature", "training_trials")
STATEMENT = (
    "The time until a lazy network fits, its last update times the learning rate, is proportional to the temperature "
    "and rises with the number of samples, as a power above 1: more passes over more samples (the paper; S3)."
)
FAMILY = "rows on the rise, on the power in samples and on the power in temperature are a family each"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each lazy temperature a row on the rise with samples; one on its power; at each number of samples one on the
    power in temperature. Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S7")
    tests = Settings.of(settings)
    rises, in_samples, in_temperature = [], [], []
    for grid_words, grid in parts(ends(measures), *NEEDS):
        lazy = lazy_temperatures(grid)
        for words, part in parts(lazy, "training_trials"):
            rises.append(follows(part, part.steps, "time", words, "rises", "training_trials", tests))
        found = power(lazy.steps, "training_trials").mean("temperature", skipna=False)
        in_samples.append(differ(lazy, "power of the time in samples", grid_words, "greater than 1", found, 1, tests))
        for words, part in parts(lazy, "temperature"):
            found = power(part.steps * part.temperature, "temperature")
            in_temperature.append(near(part, found, "power of the time in temperature", words, 1, MARGIN, tests))
    families = (rises, in_samples, in_temperature)
    return [row for family in families for row in judge("S7", STATEMENT, family, tests)]
