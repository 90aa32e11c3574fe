"""S14: label noise shrinks the first layer until a network is no longer lazy, and only as long as there is noise."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.statistics.difference import difference
from richlazy.statistics.equivalence import equivalence

from studies.sgd_noise.analysis.ends import power

# Differences of powers, and changes of the norm in units of that which leaves the lazy regime, that count as none.
MARGIN = 0.1

SIMULATION = "label_noise"
STATEMENT = (
    "In two-layer linear networks label noise of deviation σ makes the norm of the first layer fall by √(log m / m) "
    "in a number of updates proportional to √(log m) / (σ² dt² √m); switched off, the norm stays (the paper)."
)
FAMILY = "rows on the power in σ, on that in m, on the norm without noise and on the difference are a family each"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At each number of units a row on the power in the noise, at each noise one on the power in units beyond that of
    the law; at each of both one on the norm without noise, and one on its fall with noise less that without."""
    tests = Settings.of(settings)
    in_noise = [
        _near(part, power(part.exit_step, "noise"), "power of the update in noise", f"units={units}", -2, tests)
        for units, part in _along(measures, "units")
        if measures.sizes["noise"] > 1
    ]
    in_units = [
        _near(
            part, power(part.exit_step / part.law, "units"), "power in units beyond the law", f"noise={noise}", 0, tests
        )
        for noise, part in _along(measures, "noise")
        if measures.sizes["units"] > 1
    ]
    cells = [
        (f"units={m}, noise={s}", cell) for m, part in _along(measures, "units") for s, cell in _along(part, "noise")
    ]
    still = [_near(cell, cell.shrink_off, "shrink_off", words, 0, tests) for words, cell in cells]
    falls = [_row(cell, "shrink_on", words, "greater with noise", _difference(cell, tests)) for words, cell in cells]
    return [row for family in (in_noise, in_units, still, falls) for row in judge("S14", STATEMENT, family, tests)]


def _along(measures: xr.Dataset, dim: str):
    for value in measures[dim].values.tolist():
        yield f"{value:g}", measures.sel({dim: value})


def _difference(cell: xr.Dataset, tests: Settings):
    return difference(cell.shrink_on.values[:, None], cell.shrink_off.values[:, None], tests.confidence)


def _near(
    part: xr.Dataset, values: xr.DataArray, name: str, words: str, expected: float, tests: Settings
) -> Comparison:
    finding = equivalence(np.asarray(values, float) - expected, MARGIN, tests.confidence)
    return _row(part, name, words, f"agrees within {MARGIN:g} with {expected:g}", finding)


def _row(part: xr.Dataset, name: str, words: str, direction: str, finding) -> Comparison:
    return Comparison(name, None, words, direction, finding, diverged=int(part.diverged.sum()))
