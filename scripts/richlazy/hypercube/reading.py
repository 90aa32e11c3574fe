"""Reading of an experiment's hypercube: its swept dimensions, the combinations of their values, and their labels."""

import json
from collections.abc import Iterator
from itertools import product

import xarray as xr

from richlazy.errors import InputError
from richlazy.hypercube.divergence import NO_BETTER

OWN_DIMS = ("seed", "other_seed", "step", "component", "index")


class MissingSweep(InputError):
    """Error: a claim or figure needs a dimension that the experiment does not sweep."""


def require(measures: xr.Dataset, dim: str, who: str) -> None:
    """Raise MissingSweep unless the experiment sweeps `dim`; who: the claim or figure, for the message."""
    if dim not in measures.dims:
        name = measures.attrs.get("experiment", "<name>")
        raise MissingSweep(f"{who} needs the experiment to sweep `{dim}`; add {dim} to experiments.{name}.sweep")


def swept(measures: xr.Dataset) -> list[str]:
    """Names of the swept dimensions, in the experiment's order."""
    names = json.loads(measures.attrs["sweep"]) if "sweep" in measures.attrs else list(measures.dims)
    return [dim for dim in names if dim in measures.dims and dim not in OWN_DIMS]


def groups(measures: xr.Dataset, without: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """All combinations of the swept values, without the dimensions `without`; one empty combination if none is left."""
    dims = [dim for dim in swept(measures) if dim not in without]
    for values in product(*(measures[dim].values.tolist() for dim in dims)):
        yield dict(zip(dims, values, strict=True))


def label(measures: xr.Dataset, group: dict[str, object], task: str | None = None) -> str:
    """Label of a combination of swept values: the task, then every other value as `name=value`.

    task: replaces the name of the task, for rows over all tasks.
    """
    first = str(task or group.get("task") or only_task(measures))
    others = [f"{dim}={_short(value)}" for dim, value in group.items() if dim != "task"]
    return ", ".join([first, *others])


def only_task(measures: xr.Dataset) -> str:
    """Name of the task of an experiment with one task; "-" where it is not known."""
    return str(json.loads(measures.attrs.get("parameters", "{}")).get("task", "-"))


def replicate(measures: xr.Dataset) -> str:
    """Kind of the replicates along the dimension `seed`: "seed", or "split" of the data."""
    return str(measures.attrs.get("replicate", "seed"))


def replicates(measures: xr.Dataset, count: int) -> str:
    """A number of replicates as text, such as "10 seeds" or "1 split"."""
    return f"{count} {replicate(measures)}{'' if count == 1 else 's'}"


def last_step(measures: xr.Dataset) -> int:
    """Training step of the last checkpoint."""
    return int(measures.step.max())


def planned_runs(measures: xr.Dataset) -> int:
    """Number of runs; points that the grids of the experiment leave out have none."""
    return int(measures.diverged.notnull().sum())


def diverged_runs(measures: xr.Dataset) -> int:
    """Number of runs marked as diverged."""
    return int(measures.diverged.sum())


def unimproved_runs(measures: xr.Dataset) -> int:
    """Number of runs that count as diverged since they are no better at the end than at the start."""
    return int((measures.divergence_reason == NO_BETTER).sum()) if "divergence_reason" in measures else 0


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
