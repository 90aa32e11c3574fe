"""S16: initial weights of lower rank gain more from noise."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import LAZY_ALPHA, alphas_of, cold_and_hot, ends, follows, parts

NEEDS = ("mlp_rank", "temperature")
STATEMENT = (
    "At output scales of 512 and more the test error at the largest temperature less that at the least, of those that "
    "all ranks fit, rises with the rank of the initial weights: low-rank starts, which are rich, gain from noise "
    "(hypothesis of this project)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row for each alpha of 512 or more. Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S16")
    tests, ended, rows = Settings.of(settings), ends(measures), []
    if "alpha" in ended.dims:
        ended = ended.sel(alpha=alphas_of(ended, LAZY_ALPHA))
    for words, part in parts(ended, *NEEDS):
        chosen = cold_and_hot(part)
        cold, hot = (part.error.sel(temperature=one) for one in chosen or [part.temperature.values[0]] * 2)
        rows.append(follows(part, hot - cold, "test error hot less cold", words, "rises", "mlp_rank", tests))
    return judge("S16", STATEMENT, rows, tests)
