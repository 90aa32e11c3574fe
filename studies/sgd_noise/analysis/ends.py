"""What networks of a grid end with, powers of it in swept parameters, and temperatures that are chosen by it."""

from collections.abc import Iterator, Sequence

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Settings, one_value_only
from richlazy.scoring.trends import follow
from richlazy.statistics.difference import EFFECT_NAME as DIFFERENCE
from richlazy.statistics.difference import difference
from richlazy.statistics.equivalence import EFFECT_NAME as AGREEMENT
from richlazy.statistics.equivalence import TEST as AGREEMENT_TEST
from richlazy.statistics.equivalence import equivalence
from richlazy.statistics.signed_rank import NAME as SIGNED_RANK

from studies.sgd_noise.analysis.exponents import slope

# Relative change of the weights at which a network counts as having left the lazy regime [paper].
LEAVING = 0.1
# Share of networks that must fit where temperatures are chosen.
FITTING = 0.9
# Output scales from which on networks count as lazy, and those at which noise should help.
LAZY_ALPHA, RICH_ALPHAS = 2**9, (1, 8)


def ends(measures: xr.Dataset) -> xr.Dataset:
    """What networks end with, over the swept parameters and seeds.

    fits: 1 where every margin was reached, else 0, NaN where nothing was run. change, steps: relative change of the
    weights, and the last update; +inf where a network does not fit. error: share of held-out trials in the wrong class.
    change, steps and error are NaN where a network diverged or was not run. last: the step that they are of.
    """
    run, diverged = measures.diverged.notnull(), measures.diverged == 1
    fits = (measures.stopped_step >= 0) & ~diverged & run
    last = measures[["relative_weight_change", "last_update", "accuracy"]].isel(step=-1, drop=True)
    counted = run & ~diverged

    def or_never(values: xr.DataArray) -> xr.DataArray:
        return values.where(fits, np.inf).where(counted)

    return xr.Dataset(
        {
            "fits": fits.astype(float).where(run),
            "change": or_never(last.relative_weight_change),
            "steps": or_never(last.last_update),
            "error": (1 - last.accuracy).where(counted),
            "diverged": measures.diverged,
        },
        attrs={**measures.attrs, "last": int(measures.step[-1])},
    )


def parts(ended: xr.Dataset, *along: str) -> Iterator[tuple[str, xr.Dataset]]:
    """The parts of a grid at each combination of the other swept values, in words and sorted by each of `along`.

    Points of `along` at which nothing was run are left out."""
    for group in reading.groups(ended, without=along):
        part = ended.sel(group).sortby([dim for dim in along if dim in ended.dims])
        run = part.diverged.notnull()
        for dim in along:
            if dim in part.dims:
                part = part.isel({dim: np.flatnonzero(run.any([one for one in run.dims if one != dim]))})
        if part.diverged.size:
            yield reading.label(ended, group), part


def typical_change(ended: xr.Dataset) -> xr.DataArray:
    """Median over seeds of the change of the weights, infinite where most networks do not fit or diverge."""
    return ended.change.fillna(np.inf).where(ended.diverged.notnull()).median("seed")


def fitting(ended: xr.Dataset) -> xr.DataArray:
    """Whether at least FITTING of the networks fit, over all dimensions but seeds."""
    return ended.fits.mean("seed") >= FITTING - 1e-9


def lazy_temperatures(ended: xr.Dataset) -> xr.Dataset:
    """The temperatures at which the typical change is below LEAVING, whatever the other parameters are."""
    small = typical_change(ended) < LEAVING
    return ended.isel(temperature=np.flatnonzero(small.all([dim for dim in small.dims if dim != "temperature"])))


def power(values: xr.DataArray, dim: str) -> xr.DataArray:
    """Power of positive `values` in a parameter, a least-squares slope of logarithms over the other dimensions; +inf
    where a value is, NaN where one is or the parameter has fewer than two values."""
    ordered = values.sortby(dim).transpose(..., dim)
    places = np.log2(ordered[dim].values.astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = slope(places, np.log2(ordered.values)) if len(places) > 1 else np.full(ordered.shape[:-1], np.nan)
    return ordered.sum(dim).copy(data=found)


def crossing(ended: xr.Dataset) -> xr.DataArray:
    """The temperature at which the change of the weights first crosses LEAVING, interpolated on logarithmic axes.

    It is that of the upper point where the change there is infinite or not known, +inf where no change is large enough,
    and NaN where the least temperature is too high, or was not run.
    """
    change = ended.change.sortby("temperature").transpose(..., "temperature")
    temperatures = change.temperature.values.astype(float)
    found = [_first_crossing(temperatures, values) for values in change.values.reshape(-1, len(temperatures))]
    return change.isel(temperature=0, drop=True).copy(data=np.reshape(found, change.shape[:-1]))


def _first_crossing(temperatures: np.ndarray, values: np.ndarray) -> float:
    above = np.flatnonzero(~(values < LEAVING))
    if not len(above):
        return np.inf
    upper = int(above[0])
    if upper == 0:
        return np.nan
    if not np.isfinite(values[upper]):
        return float(temperatures[upper])
    places = np.log(values[upper - 1 : upper + 1])
    return float(np.exp(np.interp(np.log(LEAVING), places, np.log(temperatures[upper - 1 : upper + 1]))))


def cold_and_hot(ended: xr.Dataset) -> tuple[float, float] | None:
    """The least and the largest temperature at which FITTING of the networks fit, whatever other parameters are; None
    where these are not two."""
    fit = fitting(ended)
    found = fit.temperature.values[fit.all([dim for dim in fit.dims if dim != "temperature"]).values]
    return (float(found.min()), float(found.max())) if len(found) > 1 else None


def warm(ended: xr.Dataset) -> float | None:
    """The largest temperature above the cold one at which FITTING of the networks fit and stay lazy; None without."""
    chosen = cold_and_hot(ended)
    lazy = ended.temperature.values[((typical_change(ended) < LEAVING) & fitting(ended)).values]
    above = lazy[lazy > chosen[0]] if chosen else lazy[:0]
    return float(above.max()) if len(above) else None


def follows(
    part: xr.Dataset, values: xr.DataArray, name: str, words: str, direction: str, dim: str, tests: Settings
) -> Comparison:
    """A row on whether values over (seed, dim) rise or fall with a parameter: direction is "rises" or "falls"."""
    what = dim.replace("_", " ")
    finding = follow(values.sortby(dim).transpose("seed", dim).values[:, None], tests, f"values of {what}")
    return row(part, name, words, f"{direction} with {what}", finding)


def near(
    part: xr.Dataset, values: xr.DataArray, name: str, words: str, expected: float, margin: float, tests: Settings
) -> Comparison:
    """A row on whether values over seeds are `expected` up to a margin."""
    known = values.values - expected
    if np.isnan(known).all():
        finding = one_value_only(AGREEMENT_TEST, AGREEMENT, "values of what they are compared along")
    else:
        finding = equivalence(known, margin, tests.confidence)
    return row(part, name, words, f"agrees within {margin:g} with {expected:.3g}", finding)


def differ(
    part: xr.Dataset,
    name: str,
    words: str,
    direction: str,
    first: xr.DataArray | None,
    second: xr.DataArray | float | None,
    tests: Settings,
) -> Comparison:
    """A row on whether values over seeds are "greater" or "smaller" than others, or than a number; None: there are no
    two that could be compared."""
    if first is None or second is None:
        return row(part, name, words, direction, one_value_only(SIGNED_RANK, DIFFERENCE, "temperatures that fit"))
    own = first.values[:, None]
    other = np.full_like(own, second) if isinstance(second, int | float) else second.values[:, None]
    return row(part, name, words, direction, difference(own, other, tests.confidence))


def row(part: xr.Dataset, name: str, words: str, direction: str, finding) -> Comparison:
    """A row about a part of a grid, whose diverged runs are counted."""
    return Comparison(name, part.attrs["last"], words, direction, finding, diverged=int(part.diverged.sum()))


def alphas_of(ended: xr.Dataset, low: float, high: float = np.inf) -> Sequence[float]:
    """The output scales of a grid from `low` to `high`, ascending."""
    return [alpha for alpha in sorted(ended.alpha.values.tolist()) if low <= alpha <= high]
