"""Analysis of what low rank costs when one task follows another, by how similar the two tasks are."""

import json

import numpy as np
import xarray as xr
from richlazy.hypercube import reading

from studies.connectivity.analysis.rank_effect import lowest_and_highest

# Similarities that differ by less are one level: the order of the pairs of tasks would be that of sampling errors.
RESOLUTION = 0.01


def levels(similarity: np.ndarray) -> np.ndarray:
    """Number of the level of each of `similarity` [pair], from the lowest on; -1 where it is not known.

    Sorted similarities that lie RESOLUTION or less apart share a level.
    """
    found = np.full(len(similarity), -1)
    order = np.argsort(similarity)
    order = order[np.isfinite(similarity[order])]
    if len(order):
        found[order] = np.cumsum(np.r_[0, np.diff(similarity[order]) > RESOLUTION])
    return found


def extra_forgetting(table: xr.Dataset) -> xr.Dataset:
    """How much more of the first task networks of the lowest rank forget than those of the highest, by similarity.

    table: from `forgetting.tabulate`, with ranks. Returns `extra_forgetting` over (similarity, further swept ..., seed,
    step), averaged over the pairs of tasks of a level of similarity, and `diverged`, the number of runs lost; without
    any level where no similarity is known.
    """
    low, high = lowest_and_highest(table)
    each = xr.Dataset(
        {"extra_forgetting": low.forgetting - high.forgetting, "diverged": low.diverged + high.diverged}
    ).drop_vars("rank", errors="ignore")
    numbers = levels(table.similarity.values)
    parts = [each.isel(task=numbers == level) for level in range(numbers.max() + 1)]
    values = [float(table.similarity[numbers == level].mean()) for level in range(len(parts))]
    means = [
        xr.Dataset({"extra_forgetting": part.extra_forgetting.mean("task", skipna=False)}).assign(
            diverged=part.diverged.sum("task", min_count=1)
        )
        for part in parts
    ]
    found = xr.concat(means, "similarity") if means else each.isel(task=[]).rename(task="similarity")
    others = [dim for dim in reading.swept(table) if dim not in ("task", "rank")]
    words = f"all tasks, {len(values)} levels of similarity"
    attributes = {"sweep": json.dumps(["similarity", *others]), "parameters": json.dumps({"task": words})}
    return found.assign_coords(similarity=np.round(values, 3)).assign_attrs(table.attrs | attributes)
