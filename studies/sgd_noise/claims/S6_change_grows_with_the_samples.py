"""S6: the more samples a lazy network is to fit, the further its weights must go."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import ends, follows, lazy_temperatures, parts

NEEDS = ("temperature", "training_trials")
STATEMENT = (
    "The relative change of the weights of lazy networks rises with the number of samples (the paper; of the "
    "perceptron, S1)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each temperature at which the median change is below 0.1 for all numbers of samples a row on the rise; all are
    one family. Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S6")
    tests, rows = Settings.of(settings), []
    for _, grid in parts(ends(measures), *NEEDS):
        for words, part in parts(lazy_temperatures(grid), "training_trials"):
            rows.append(follows(part, part.change, "relative_weight_change", words, "rises", "training_trials", tests))
    return judge("S6", STATEMENT, rows, tests)
