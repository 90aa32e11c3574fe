"""The effect of rank on learning: networks at the highest rank against networks at the lowest, paired by seed."""

import numpy as np
import xarray as xr
from richlazy.hypercube import reading

# What the paper predicts of the measures: whether they are larger at the higher rank (1) or at the lower one (-1).
PREDICTED = {"kernel_alignment": 1, "representation_alignment": 1, "weight_change": -1}


def controlled(measures: xr.Dataset) -> list[str]:
    """What an experiment varies beside rank: all that it sweeps but the task, and the task where that is all."""
    dims = [dim for dim in reading.swept(measures) if dim != "rank"]
    return [dim for dim in dims if dim != "task"] or dims


def settings(measures: xr.Dataset) -> list[dict[str, object]]:
    """Every combination of the values of `controlled` that was run, in the experiment's order."""
    others = [dim for dim in reading.swept(measures) if dim not in controlled(measures)]
    places = reading.groups(measures, without=tuple(others))
    return [place for place in places if reading.planned_runs(measures.sel(place))]


def lowest_and_highest(measures: xr.Dataset) -> tuple[xr.Dataset, xr.Dataset]:
    """The experiment at the lowest and at the highest rank, each without the dimension `rank`.

    Where grids leave points out these are the extremes of what was run for each combination of the other swept values;
    all is NaN for a combination with fewer than two ranks.
    """
    run = measures.diverged.notnull().any("seed")
    ranks = measures["rank"].where(run)
    ends = ranks.min("rank"), ranks.max("rank")
    several = ends[0] < ends[1]
    chosen = (end.fillna(measures["rank"].min()).astype(measures["rank"].dtype) for end in ends)
    return tuple(measures.sel(rank=rank).where(several) for rank in chosen)


def differences(measures: xr.Dataset) -> xr.Dataset:
    """PREDICTED at one rank less that at the other, per seed, positive as predicted; `diverged` counts lost runs.

    measures: an experiment at one step. The other swept values stay.
    """
    low, high = lowest_and_highest(measures)
    effects = {name: sign * (high[name] - low[name]) for name, sign in PREDICTED.items()}
    return _with_losses(measures, effects, low, high)


def relative_effects(measures: xr.Dataset) -> xr.Dataset:
    """As `differences`, but of the weight change the natural logarithm of its ratio: networks differ in scale."""
    low, high = lowest_and_highest(measures)
    effects = {name: high[name] - low[name] for name in ("kernel_alignment", "representation_alignment")}
    positive = (low.weight_change > 0) & (high.weight_change > 0)
    effects["weight_change"] = np.log((low.weight_change / high.weight_change).where(positive))
    return _with_losses(measures, effects, low, high)


def _with_losses(measures: xr.Dataset, effects: dict, low: xr.Dataset, high: xr.Dataset) -> xr.Dataset:
    found = xr.Dataset({**effects, "diverged": low.diverged + high.diverged}, attrs=measures.attrs)
    return found.drop_vars("rank", errors="ignore").transpose(*reading.swept(found), "seed")
