"""S9: noise helps networks that learn features."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import RICH_ALPHAS, alphas_of, cold_and_hot, differ, ends, parts

NEEDS = ("alpha", "temperature")
STATEMENT = (
    "At output scales of 1 to 8 the test error is smaller at the largest than at the least temperature at which nine "
    "in ten networks fit (the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row for each alpha from 1 to 8, all one family. Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S9")
    tests, ended, rows = Settings.of(settings), ends(measures), []
    rich = ended.sel(alpha=alphas_of(ended, *RICH_ALPHAS))
    for words, part in parts(rich, "temperature"):
        chosen = cold_and_hot(part)
        cold, hot = (part.error.sel(temperature=one) for one in chosen) if chosen else (None, None)
        direction = f"smaller at T={chosen[1]:g} than at T={chosen[0]:g}" if chosen else "smaller hot than cold"
        rows.append(differ(part, "test error", words, direction, hot, cold, tests))
    return judge("S9", STATEMENT, rows, tests)
