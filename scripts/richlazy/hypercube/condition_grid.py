"""The conditions of an experiment as one axis: all combinations of swept values other than the task."""

import numpy as np
import xarray as xr

from richlazy.hypercube import reading


def tabulate(measures: xr.Dataset) -> xr.Dataset:
    """The measures with the swept dimensions (task, condition); conditions are in the experiment's order.

    An experiment of one task gets a dimension for it, with the label "-" where the task is not known.
    """
    if "task" not in measures.dims:
        task = "task" if "task" in measures.coords else {"task": [reading.only_task(measures)]}
        measures = measures.expand_dims(task)
    dims = [dim for dim in reading.swept(measures) if dim != "task"]
    return measures.stack(condition=dims, create_index=False) if dims else measures.expand_dims("condition")


def paired_values(table: xr.Dataset, first: tuple[str, int], second: tuple[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Two measures, each a name and a step, as arrays [seed, task, condition] of a tabulated experiment.

    Conditions of a task that share their networks, such as the Gaussian null models of circuits of equal size, count
    once: the later ones are NaN in both arrays, as are conditions that were not run.
    """
    columns = [table[name].sel(step=step).transpose("seed", "task", "condition") for name, step in (first, second)]
    values = np.array([column.values for column in columns], float)
    for task in range(values.shape[2]):
        seen: set[bytes] = set()
        for condition in range(values.shape[3]):
            networks = values[:, :, task, condition].tobytes()
            if networks in seen:
                values[:, :, task, condition] = np.nan
            seen.add(networks)
    return values[0], values[1]
