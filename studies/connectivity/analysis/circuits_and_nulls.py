"""Circuits and their null models: the grid of an experiment over both, its gaps, and the pairs to compare."""

from typing import NamedTuple

import numpy as np
import xarray as xr
from richlazy.errors import InputError
from richlazy.hypercube import reading

ITSELF = "none"
_DIMS = ("task", "connectivity", "null_model")


class Pair(NamedTuple):
    """A circuit and one of its null models."""

    circuit: str
    null: str


def tabulate(measures: xr.Dataset) -> xr.Dataset:
    """The experiment over (task, connectivity, null_model) and nothing else that is swept.

    Further swept values become part of a circuit's name; an experiment of one task gets a dimension for it ("-"
    where it does not say which), one without null models holds the circuits themselves.
    """
    for dim, value in (("task", reading.only_task(measures)), ("null_model", ITSELF)):
        if dim not in measures.dims:
            measures = measures.expand_dims(dim if dim in measures.coords else {dim: [value]})
    if "rank" in measures.dims and "whole_rank" in measures:
        measures = _with_nulls_beside_whole_structures(measures)
    return xr.concat(
        [_named(measures, group) for group in reading.groups(measures, without=_DIMS)], "connectivity", data_vars="all"
    )


def _with_nulls_beside_whole_structures(measures: xr.Dataset) -> xr.Dataset:
    """The experiment with the null models of whole circuits at their rank too.

    A circuit that was asked for at full rank stands at the rank that it has, its null models at theirs, which is
    higher: without a null model at its own rank it is compared with those of the next higher one.
    """
    found = measures.copy(deep=True)
    for circuit in measures.connectivity.values:
        rank = measures.whole_rank.sel(connectivity=circuit).item()
        for null in nulls(measures) if rank in measures["rank"] else []:
            place = {"connectivity": circuit, "null_model": null}
            run = measures.diverged.sel(place).notnull()
            ranks = measures["rank"].values[run.any([dim for dim in run.dims if dim != "rank"]).values]
            if rank not in ranks and (ranks > rank).any():
                _copy(measures, found, {**place, "rank": ranks[ranks > rank].min()}, {**place, "rank": rank})
    return found


def _copy(source: xr.Dataset, target: xr.Dataset, there: dict, here: dict) -> None:
    """Copy the values of `source` at one point of the grid to another point of `target`."""
    for name, values in source.data_vars.items():
        if set(there) <= set(values.dims):
            target[name].loc[here] = values.sel(there, drop=True)


def _named(measures: xr.Dataset, group: dict[str, object]) -> xr.Dataset:
    suffix = f" ({reading.label(measures, group, task='-').removeprefix('-, ')})" if group else ""
    part = measures.sel(group, drop=True)
    return part.assign_coords(connectivity=[f"{name}{suffix}" for name in part.connectivity.values])


def present(table: xr.Dataset) -> xr.DataArray:
    """Where a tabulated experiment has runs: [task, connectivity, null_model] of bool. A gap has no `diverged`."""
    return table.diverged.notnull().any("seed").transpose(*_DIMS)


def pairs(table: xr.Dataset, who: str) -> list[Pair]:
    """Every circuit with every null model that it has, in the experiment's order.

    Raises InputError, naming `who` asks, where no circuit has both its own matrix and a null.
    """
    somewhere = present(table).any("task")
    found = [
        Pair(circuit, null)
        for circuit in circuits(table)
        for null in nulls(table)
        if bool(somewhere.sel(connectivity=circuit, null_model=null))
    ]
    if not found:
        name = table.attrs.get("experiment", "<name>")
        raise InputError(
            f"experiments.{name}.sweep.null_model: {who} needs a circuit with a null model of it, found "
            f"{', '.join(map(str, table.null_model.values))}; write for example `null_model: [none, gaussian]`"
        )
    return found


def circuits(table: xr.Dataset) -> list[str]:
    """Names of the circuits that were run as they are, in the experiment's order."""
    if ITSELF not in table.null_model.values:
        return []
    own = present(table).sel(null_model=ITSELF).any("task")
    return [str(name) for name in table.connectivity.values[own.values]]


def nulls(table: xr.Dataset) -> list[str]:
    """Names of the null models of the experiment, in its order."""
    return [str(name) for name in table.null_model.values if name != ITSELF]


def shared_tasks(table: xr.Dataset, pair: Pair) -> list[str]:
    """Tasks in which both the circuit and the null model were run, in the experiment's order."""
    both = present(table).sel(connectivity=pair.circuit, null_model=[ITSELF, pair.null]).all("null_model")
    return [str(task) for task in table.task.values[both.values]]


def matrix_values(table: xr.Dataset, measure: str, circuit: str, null: str) -> np.ndarray:
    """A measure of the initial matrix [seed]. All tasks share the matrix: it is read where it was run."""
    values = table[measure].sel(connectivity=circuit, null_model=null)
    return values.max("task").values


def learned_values(last: xr.Dataset, measure: str, circuit: str, null: str, tasks: list[str]) -> np.ndarray:
    """A measure of learning [seed, task] in `tasks`; `last` is a table at one step."""
    values = last[measure].sel(connectivity=circuit, null_model=null, task=tasks)
    return values.transpose("seed", "task").values


def log_ratio(last: xr.Dataset, measure: str, pair: Pair, tasks: list[str]) -> np.ndarray:
    """ln(circuit / null model) [seed], averaged over `tasks` within the seed; NaN where a run of it has no value."""
    first = learned_values(last, measure, pair.circuit, ITSELF, tasks)
    second = learned_values(last, measure, pair.circuit, pair.null, tasks)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(first / second).mean(1)
    return np.where(np.isfinite(ratio), ratio, np.nan)
