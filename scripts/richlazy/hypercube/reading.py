"""Reading an experiment's labelled hyper-cube: its swept dimensions, the groups they span and how to name them."""

import json
from collections.abc import Iterator
from itertools import product

import xarray as xr

from richlazy.errors import InputError

OWN_DIMS = ("seed", "step", "component", "index")


class MissingSweep(InputError):
    """A claim or figure needs a dimension that the experiment does not sweep."""


def require(measures: xr.Dataset, dim: str, who: str) -> None:
    """Raise MissingSweep, naming `who` asks, unless the experiment sweeps `dim`."""
    if dim not in measures.dims:
        name = measures.attrs.get("experiment", "<name>")
        raise MissingSweep(f"{who} needs the experiment to sweep `{dim}`; add {dim} to experiments.{name}.sweep")


def swept(measures: xr.Dataset) -> list[str]:
    """Names of the swept dimensions, in the experiment's order."""
    named = json.loads(measures.attrs["sweep"]) if "sweep" in measures.attrs else list(measures.dims)
    return [dim for dim in named if dim in measures.dims and dim not in OWN_DIMS]


def groups(measures: xr.Dataset, without: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """Every combination of the swept values, leaving out the dimensions in `without`; at least the empty one."""
    dims = [dim for dim in swept(measures) if dim not in without]
    for values in product(*(measures[dim].values.tolist() for dim in dims)):
        yield dict(zip(dims, values, strict=True))


def label(measures: xr.Dataset, group: dict[str, object], task: str | None = None) -> str:
    """Name a group for people: the task, then every other swept value as `name=value`.

    `task` stands in for the task's name, for rows over all tasks.
    """
    first = str(task or group.get("task") or only_task(measures))
    others = [f"{dim}={_short(value)}" for dim, value in group.items() if dim != "task"]
    return ", ".join([first, *others])


def only_task(measures: xr.Dataset) -> str:
    """Name of the task of an experiment of one task; "-" where the experiment does not say which."""
    return str(json.loads(measures.attrs.get("parameters", "{}")).get("task", "-"))


def replicate(measures: xr.Dataset) -> str:
    """What the replicates of an experiment are, along the dimension `seed`: "seed", or "split" of the data."""
    return str(measures.attrs.get("replicate", "seed"))


def replicates(measures: xr.Dataset, count: int) -> str:
    """A number of replicates for people, such as "10 seeds" or "1 split"."""
    return f"{count} {replicate(measures)}{'' if count == 1 else 's'}"


def last_step(measures: xr.Dataset) -> int:
    """Training step of the last checkpoint."""
    return int(measures.step.max())


def planned_runs(measures: xr.Dataset) -> int:
    """Number of runs; where grids leave points out there is none."""
    return int(measures.diverged.notnull().sum())


def diverged_runs(measures: xr.Dataset) -> int:
    """Number of runs marked as diverged."""
    return int(measures.diverged.sum())


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
