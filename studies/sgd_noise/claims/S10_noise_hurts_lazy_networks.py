"""S10: noise hurts networks as long as it leaves them lazy."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import LAZY_ALPHA, alphas_of, cold_and_hot, differ, ends, parts, warm

NEEDS = ("alpha", "temperature")
STATEMENT = (
    "At output scales of 512 and more the test error is greater at the largest temperature that leaves networks lazy, "
    "with a median change of the weights below 0.1, than at the least that is fitted; and from there to the largest "
    "that is fitted it falls (the paper)."
)
FAMILY = "rows on the rise and rows on the fall are a family each"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """For each alpha of 512 or more a row on the rise and one on the fall. Raises MissingSweep where one of NEEDS is
    not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S10")
    tests, ended = Settings.of(settings), ends(measures)
    rises, falls = [], []
    for words, part in parts(ended.sel(alpha=alphas_of(ended, LAZY_ALPHA)), "temperature"):
        chosen, lazy = cold_and_hot(part), warm(part)
        cold, hot, at_lazy = None, None, None
        rise, fall = "greater lazy than cold", "smaller hot than lazy"
        if lazy is not None:
            cold, hot, at_lazy = (part.error.sel(temperature=one) for one in (*chosen, lazy))
            rise = f"greater at T={lazy:g} than at T={chosen[0]:g}"
            fall = f"smaller at T={chosen[1]:g} than at T={lazy:g}"
            hot = hot if chosen[1] > lazy else None
        rises.append(differ(part, "test error", words, rise, at_lazy, cold, tests))
        falls.append(differ(part, "test error", words, fall, hot, at_lazy, tests))
    return [row for family in (rises, falls) for row in judge("S10", STATEMENT, family, tests)]
