"""Aggregation of the files of single conditions into the labelled hypercube of an experiment."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from richlazy.errors import InputError
from richlazy.hypercube.choice import CRITERION, last_training_loss
from richlazy.hypercube.divergence import mark_divergence


def hypercube(experiment: Mapping, read: Callable[[str], xr.Dataset]) -> xr.Dataset:
    """Dataset over (swept parameters ..., seed, step) of all measures of an experiment and of its initial matrices.

    experiment: its description, from the planner. read: opens a file by its path. A point may have several files with
    measures of the same seeds, files with measures between its seeds, over (..., seed, other_seed, step), and no
    matrices if its learner draws its own initial weights. Runs with different checkpoints share one step axis, with NaN
    at steps that are not their own; matrices of different size share one
    index axis. Everything, including `diverged`, is NaN at points that the experiment's grids leave out. Runs that are
    no better at the end than at the start count as diverged (see `divergence`), except at points whose networks had
    learned before, and in experiments without `must_improve`. Points with `trainings` have the mean of their last
    training losses, too. Raises InputError for a missing seed, and for two files that contradict each other.
    """
    must_improve = experiment.get("must_improve", True)
    points = [_point(point, experiment["seeds"], read, must_improve) for point in experiment["points"]]
    sweep = experiment["sweep"]
    positions = pd.MultiIndex.from_tuples(
        [tuple(point["at"].values()) for point in experiment["points"]], names=list(sweep)
    )
    coordinates = xr.Coordinates.from_pandas_multiindex(positions, "point")
    stacked = xr.concat(points, "point", join="outer", combine_attrs="override").assign_coords(coordinates)
    cube = stacked.unstack("point").reindex(sweep)
    facts = {
        name: _fact_variable(cube, dim, fact["values"], fact["attributes"])
        for dim, facts_of_dim in experiment.get("facts", {}).items()
        for name, fact in facts_of_dim.items()
    }
    return cube.assign(facts).transpose(*sweep, "seed", "other_seed", "step", ..., missing_dims="ignore")


def other_ranks(cube: xr.Dataset) -> list[str]:
    """A remark for each point of a sweep over rank at which matrices have another rank than the point says."""
    if "rank" not in cube.dims or "achieved_rank" not in cube:
        return []
    different = cube.achieved_rank.where(cube.achieved_rank != cube["rank"])
    points = different.stack(point=[dim for dim in different.dims if dim != "seed"])
    lines = []
    for number, position in enumerate(points.point.values):
        values = points.isel(point=number).dropna("seed")
        if values.size:
            names = points.point.to_index().names
            point = ", ".join(f"{dim}={value}" for dim, value in zip(names, position, strict=True))
            ranks = f"{values.min():.0f}" + (f" to {values.max():.0f}" if values.max() > values.min() else "")
            lines.append(
                f"{point}: the initial matrices of {values.size} of {points.sizes['seed']} seeds have rank {ranks}"
            )
    return lines


def _fact_variable(cube: xr.Dataset, dim: str, values: Mapping[str, object], attributes: Mapping[str, str]) -> tuple:
    """A variable over a swept dimension with a known fact of each of its names, NaN or "" for a name without one."""
    missing = "" if all(isinstance(value, str) for value in values.values()) else np.nan
    return dim, [values.get(name, missing) for name in cube[dim].values.tolist()], attributes


def _point(point: Mapping, seeds: list[int], read: Callable[[str], xr.Dataset], must_improve: bool) -> xr.Dataset:
    joined = xr.concat(list(_by_seeds(point["measures"], read).values()), "seed")
    joined = mark_divergence(joined, must_improve and not point.get("learned_before", False))
    if point.get("trainings"):
        joined = joined.assign({CRITERION: last_training_loss(point["trainings"], read)})
    if point["matrices"]:
        matrices = xr.concat([read(path).drop_vars("weights") for path in point["matrices"]], "seed")
        joined = xr.merge([joined, matrices], combine_attrs="override", compat="no_conflicts", join="exact")
    missing = sorted(set(seeds) - set(joined.seed.values.tolist()))
    if missing:
        raise InputError(f"seed {missing[0]} is missing in {', '.join(point['measures'])}: remake these files")
    found = joined.sel(seed=seeds).drop_attrs(deep=False)
    for path in point.get("between_seeds", []):
        found = _merged(found, _between(read(path), seeds, found.diverged, path), path)
    return found


def _between(measures: xr.Dataset, seeds: list[int], diverged: xr.DataArray, path: str) -> xr.Dataset:
    """The measures between these seeds; NaN after the first checkpoint where a network of a pair counts as diverged, as
    its other measures are. Raises InputError for a seed that is missing."""
    missing = sorted(set(seeds) - set(measures.seed.values.tolist()))
    if missing:
        raise InputError(f"seed {missing[0]} is missing in {path}: remake this file")
    found = measures.sel(seed=seeds, other_seed=seeds).drop_attrs(deep=False)
    first = found.step == found.step[0]
    pairs = (diverged == 0) & (diverged == 0).rename(seed="other_seed")
    return xr.Dataset(
        {name: values.where(first | pairs).transpose(*values.dims) for name, values in found.data_vars.items()}
    )


def _by_seeds(paths: Iterable[str], read: Callable[[str], xr.Dataset]) -> dict[tuple[int, ...], xr.Dataset]:
    """The measures of every block of seeds; several files of one training are merged."""
    blocks: dict[tuple[int, ...], xr.Dataset] = {}
    for path in paths:
        measures = read(path)
        seeds = tuple(measures.seed.values.tolist())
        blocks[seeds] = _merged(blocks[seeds], measures, path) if seeds in blocks else measures
    return blocks


def _merged(first: xr.Dataset, second: xr.Dataset, path: str) -> xr.Dataset:
    """Merge two files of measures of one training. Raises InputError where they contradict each other."""
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
