"""From files of single conditions to the labelled hyper-cube of an experiment, and to a table for spreadsheets."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from richlazy.errors import InputError
from richlazy.hypercube.measure_range import range_of
from richlazy.statistics.interval import bounded_interval


def hypercube(experiment: Mapping, read: Callable[[str], xr.Dataset]) -> xr.Dataset:
    """Dataset over (swept parameters ..., seed, step) of all measures of an experiment and of its initial matrices.

    experiment: as `describe_experiment` gives it; read: opens a file by its path. A point may have several files of
    measures of the same seeds, and none of matrices where its learner draws its own weights. Runs whose checkpoints
    differ share one step axis with NaN where a run has no checkpoint; matrices of different size share one index. Where
    grids leave points out, all is NaN, `diverged` too. Raises InputError where a seed is missing, or where two files
    contradict each other.
    """
    points = [_point(point, experiment["seeds"], read) for point in experiment["points"]]
    sweep = experiment["sweep"]
    positions = pd.MultiIndex.from_tuples(
        [tuple(point["at"].values()) for point in experiment["points"]], names=list(sweep)
    )
    coordinates = xr.Coordinates.from_pandas_multiindex(positions, "point")
    stacked = xr.concat(points, "point", join="outer", combine_attrs="override").assign_coords(coordinates)
    cube = stacked.unstack("point").reindex(sweep)
    known = {
        name: _known(cube, dim, fact["values"], fact["attributes"])
        for dim, facts in experiment.get("facts", {}).items()
        for name, fact in facts.items()
    }
    return cube.assign(known).transpose(*sweep, "seed", "step", ...)


def other_ranks(cube: xr.Dataset) -> list[str]:
    """A line for each point of a sweep over rank at which matrices have another rank than that of the point."""
    if "rank" not in cube.dims or "achieved_rank" not in cube:
        return []
    different = cube.achieved_rank.where(cube.achieved_rank != cube["rank"])
    points = different.stack(point=[dim for dim in different.dims if dim != "seed"])
    lines = []
    for number, place in enumerate(points.point.values):
        values = points.isel(point=number).dropna("seed")
        if values.size:
            at = ", ".join(f"{dim}={value}" for dim, value in zip(points.point.to_index().names, place, strict=True))
            found = f"{values.min():.0f}" + (f" to {values.max():.0f}" if values.max() > values.min() else "")
            lines.append(
                f"{at}: the initial matrices of {values.size} of {points.sizes['seed']} seeds have rank {found}"
            )
    return lines


def _known(cube: xr.Dataset, dim: str, values: Mapping[str, object], attributes: Mapping[str, str]) -> tuple:
    """A variable over a swept dimension; names that have no value have NaN, or an empty text."""
    missing = "" if all(isinstance(value, str) for value in values.values()) else np.nan
    return dim, [values.get(name, missing) for name in cube[dim].values.tolist()], attributes


def _point(point: Mapping, seeds: list[int], read: Callable[[str], xr.Dataset]) -> xr.Dataset:
    joined = xr.concat(list(_by_seeds(point["measures"], read).values()), "seed")
    if point["matrices"]:
        matrices = xr.concat([read(path).drop_vars("weights") for path in point["matrices"]], "seed")
        joined = xr.merge([joined, matrices], combine_attrs="override", compat="no_conflicts", join="exact")
    missing = sorted(set(seeds) - set(joined.seed.values.tolist()))
    if missing:
        raise InputError(f"seed {missing[0]} is missing in {', '.join(point['measures'])}: remake these files")
    return joined.sel(seed=seeds).drop_attrs(deep=False)


def _by_seeds(paths: Iterable[str], read: Callable[[str], xr.Dataset]) -> dict[tuple[int, ...], xr.Dataset]:
    """The measures of every block of seeds, those of several files of one training together."""
    blocks: dict[tuple[int, ...], xr.Dataset] = {}
    for path in paths:
        measures = read(path)
        seeds = tuple(measures.seed.values.tolist())
        blocks[seeds] = _together(blocks[seeds], measures, path) if seeds in blocks else measures
    return blocks


def _together(first: xr.Dataset, second: xr.Dataset, path: str) -> xr.Dataset:
    """Two files of measures of one training as one. Raises InputError where they contradict each other."""
    if not first.step.equals(second.step):
        raise InputError(
            f"{path}: its checkpoints, {second.step.values.tolist()}, are not those of the other measures of its "
            f"training, {first.step.values.tolist()}: remake these files"
        )
    for name in set(first.data_vars) & set(second.data_vars):
        if not first[name].equals(second[name]):
            raise InputError(
                f"{path}: its values of {name} are not those of another file of the same training: remake these files"
            )
    return xr.merge([first, second], combine_attrs="override", compat="override", join="outer")


def summary(cube: xr.Dataset, confidence: float) -> pd.DataFrame:
    """Mean over seeds with an interval of every measure within its range, one row per point of the sweep and step.

    Columns: the swept parameters, step, measure, mean, low, high, seeds (that entered), censored (whose value is +inf:
    they went on to the end and never reached it; the mean is of the others), diverged (that have no value). Every
    component of a measure that is a vector has rows of its own, as "name 1", "name 2", ... The interval is that of
    `statistics.interval.bounded_interval`.
    """
    names = [name for name, values in cube.data_vars.items() if {"seed", "step"} <= set(values.dims)]
    measures = _by_component(cube[names])
    parts = [_mean_and_interval(name, values, confidence) for name, values in measures.data_vars.items()]
    found = xr.concat(parts, pd.Index(list(measures.data_vars), name="measure"))
    diverged = cube["diverged"].sum("seed").expand_dims(measure=found.measure, step=found.step)
    swept = [dim for dim in found["mean"].dims if dim not in ("measure", "step")]
    columns = ["mean", "low", "high", "seeds", "censored", "diverged"]
    table = found.assign(diverged=diverged).to_dataframe().reset_index()
    # A point has no mean where it has no such checkpoint, which is nothing, or where all its runs diverged, which is.
    told = table["mean"].notna() | (table["diverged"] > 0) | (table["censored"] > 0)
    table = table[told].reset_index(drop=True)
    return table[[*swept, "step", "measure", *columns]]


def _mean_and_interval(name: str, values: xr.DataArray, confidence: float) -> xr.Dataset:
    """Mean, low, high and number of seeds of one measure."""
    ordered = values.transpose("seed", ...)
    columns = dict(zip(("mean", "low", "high"), bounded_interval(ordered, range_of(name), confidence), strict=True))
    point = ordered.isel(seed=0, drop=True)
    return xr.Dataset({column: point.copy(data=found) for column, found in columns.items()}).assign(
        seeds=np.isfinite(values).sum("seed"), censored=np.isposinf(values).sum("seed")
    )


def _by_component(measures: xr.Dataset) -> xr.Dataset:
    """The measures with every vector over `component` split into one variable a component."""
    split = {}
    for name, values in measures.data_vars.items():
        if "component" in values.dims:
            split |= {f"{name} {number}": values.sel(component=number, drop=True) for number in values.component.values}
        else:
            split[name] = values
    return xr.Dataset(split)
