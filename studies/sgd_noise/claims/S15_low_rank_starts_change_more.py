"""S15: at one output scale and temperature, initial weights of lower rank change more."""

from collections.abc import Mapping

import xarray as xr
from richlazy.claims.rows import Row, Settings, judge
from richlazy.hypercube import reading

from studies.sgd_noise.analysis.ends import LAZY_ALPHA, alphas_of, ends, follows, parts

NEEDS = ("mlp_rank", "temperature")
STATEMENT = (
    "At output scales of 512 and more the relative change of the weights falls with the rank of the initial weights: "
    "low-rank starts are richer under noise too (hypothesis of this project)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row at each temperature, all one family. Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S15")
    tests, ended = Settings.of(settings), ends(measures)
    if "alpha" in ended.dims:
        ended = ended.sel(alpha=alphas_of(ended, LAZY_ALPHA))
    rows = [
        follows(part, part.change, "relative_weight_change", words, "falls", "mlp_rank", tests)
        for words, part in parts(ended, "mlp_rank")
    ]
    return judge("S15", STATEMENT, rows, tests)
