"""Analysis of initial matrices that are aligned with what a reference network learned, against random ones."""

from collections.abc import Iterator

import numpy as np
import xarray as xr
from richlazy.errors import InputError
from richlazy.hypercube import reading

ITSELF, RANDOM = "none", "gaussian"
_DIMS = ("connectivity", "null_model")


def groups(measures: xr.Dataset, who: str, beside: tuple[str, ...] = ()) -> Iterator[tuple[str, xr.Dataset]]:
    """Label and part [connectivity, null_model, `beside` ..., seed, ...] of each combination of the other swept values.

    Raises InputError, naming `who` asks, where the experiment has no aligned initial matrix or no random one.
    """
    name = measures.attrs.get("experiment", "<name>")
    if "overlap" not in measures or not bool(np.isfinite(measures.overlap).any()):
        raise InputError(
            f"experiments.{name}.sweep.connectivity: {who} needs matrices that are aligned with a task; name one whose "
            "builder is `trained` or `first_gradient`"
        )
    if not {ITSELF, RANDOM} <= set(measures.null_model.values.tolist()):
        raise InputError(
            f"experiments.{name}.sweep.null_model: {who} compares aligned initial matrices with random ones, found "
            f"{', '.join(map(str, measures.null_model.values))}; write `null_model: [none, gaussian]`"
        )
    for group in reading.groups(measures, without=(*_DIMS, *beside)):
        yield reading.label(measures, group), measures.sel(group)


def _run(part: xr.Dataset, null_model: str) -> list[str]:
    """Aligned matrices that were run in a part, themselves or as a null model, in the experiment's order."""
    wanted = part.sel(null_model=null_model)
    kept = np.isfinite(part.overlap) & wanted.diverged.notnull().any("seed")
    return [str(name) for name in part.connectivity.values[kept.values]]


def fully_aligned(part: xr.Dataset) -> list[str]:
    """Names of the initial matrices with overlap 1 that were run, where a random initial matrix was run beside them."""
    if not _run(part, RANDOM):
        return []
    return [name for name in _run(part, ITSELF) if float(part.overlap.sel(connectivity=name)) == 1]


def overlap_series(part: xr.Dataset) -> dict[str, list[str]]:
    """What each series of at least three overlaps is aligned with, and its matrices from the least overlap on."""
    names = sorted(_run(part, ITSELF), key=lambda name: float(part.overlap.sel(connectivity=name)))
    series: dict[str, list[str]] = {}
    for name in names:
        series.setdefault(str(part.aligned_with.sel(connectivity=name).values), []).append(name)
    return {learned: found for learned, found in series.items() if len(found) >= 3}


def aligned_values(part: xr.Dataset, measure: str, name: str) -> np.ndarray:
    """A measure [seed] of an aligned initial matrix."""
    return part[measure].sel(connectivity=name, null_model=ITSELF).values


def random_values(part: xr.Dataset, measure: str) -> np.ndarray:
    """A measure [seed] of the random initial matrix: the same network, whichever matrix it is the null model of."""
    return part[measure].sel(connectivity=_run(part, RANDOM)[0], null_model=RANDOM).values
