"""S11: from lazy and cold, noise and a smaller output scale have opposite effects."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, Settings, judge

from studies.sgd_noise.analysis.ends import RICH_ALPHAS, alphas_of, cold_and_hot, differ, ends, parts, warm

NEEDS = ("alpha", "temperature")
STATEMENT = (
    "From the largest output scale at the least temperature, a larger temperature that leaves networks lazy raises the "
    "test error, and an output scale of at most 8 lowers it (the paper: noise is not as a richer start)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Two rows, one family. Raises MissingSweep where one of NEEDS is not swept."""
    for dim in NEEDS:
        reading.require(measures, dim, "claim S11")
    tests, rows = Settings.of(settings), []
    for words, grid in parts(ends(measures), *NEEDS):
        alphas, rich = alphas_of(grid, 0), alphas_of(grid, *RICH_ALPHAS)
        lazy = grid.sel(alpha=alphas[-1])
        start, at_lazy, at_rich = _cold_error(lazy), None, None
        if warm(lazy) is not None:
            at_lazy = lazy.error.sel(temperature=warm(lazy))
        if rich and rich[-1] < alphas[-1]:
            at_rich = _cold_error(grid.sel(alpha=rich[-1]))
        rows.append(differ(grid, "test error", words, "greater warmer", at_lazy, start, tests))
        rows.append(differ(grid, "test error", words, "smaller richer", at_rich, start, tests))
    return judge("S11", STATEMENT, rows, tests)


def _cold_error(part: xr.Dataset) -> xr.DataArray | None:
    chosen = cold_and_hot(part)
    return part.error.sel(temperature=chosen[0]) if chosen else None
