"""S15: at one output scale and temperature, initial weights of lower rank change more."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import LAZY_ALPHA, alphas_of, differ, ends, fitting, follows, parts

NEEDS = ("mlp_rank", "temperature")
STATEMENT = (
    "At output scales of 512 and more, where all ranks fit, the relative change of the weights falls with the rank of "
    "the initial weights: low-rank starts are richer under noise too (hypothesis of this project)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row at each temperature at which most networks of every rank fit, or one without a verdict, all one family.
    Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S15")
    tests, ended = Settings.of(settings), ends(measures)
    if "alpha" in ended.dims:
        ended = ended.sel(alpha=alphas_of(ended, LAZY_ALPHA))
    rows = []
    for grid_words, grid in parts(ended, *NEEDS):
        known = grid.isel(temperature=fitting(grid).all("mlp_rank").values)
        for words, part in parts(known, "mlp_rank"):
            rows.append(follows(part, part.change, "relative_weight_change", words, "falls", "mlp_rank", tests))
        if not known.sizes["temperature"]:
            rows.append(differ(grid, "relative_weight_change", grid_words, "falls with mlp rank", None, None, tests))
    return judge("S15", STATEMENT, rows, tests)
