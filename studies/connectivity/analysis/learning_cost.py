"""Analysis of the cost of learning, at the end of training and at equal loss."""

import numpy as np
import xarray as xr
from richlazy.errors import InputError
from richlazy.hypercube import reading
from richlazy.hypercube.equal_loss import at_equal_loss, lowest_common_loss

# Cost of plasticity, by both norms of an update, and of activity.
COSTS = ("path_length_1", "path_length_2", "activity_cost")
_RUNS = ["rank", "seed", "step"]


def costs(measures: xr.Dataset, who: str) -> list[str]:
    """Names of the costs that an experiment has. Raises InputError, naming `who` asks, where paths were not tracked."""
    found = [name for name in COSTS if name in measures]
    if "path_length_1" not in found:
        name = measures.attrs.get("experiment", "<name>")
        raise InputError(
            f"experiments.{name}.parameters.tracked: {who} needs the path that weights take; write `tracked: "
            f"path_length`"
        )
    return found


def at_common_loss(measures: xr.Dataset, names: list[str]) -> xr.Dataset:
    """The measures `names` where each run comes down to one loss, over (swept ..., rank, seed, step of length one).

    That loss, the variable `level`, is the lowest that all runs of a task and other swept value reach. Runs that
    diverged have no value and no say in it. The step is the last one, up to which the runs were looked at.
    """
    ordered = measures.sortby("step")
    loss = ordered.loss.where(ordered.diverged == 0)
    level = xr.apply_ufunc(lowest_common_loss, loss, input_core_dims=[_RUNS], vectorize=True)
    found = {
        name: xr.apply_ufunc(
            _at_level,
            ordered[name],
            loss,
            level,
            input_core_dims=[_RUNS, _RUNS, []],
            output_core_dims=[["rank", "seed"]],
            vectorize=True,
        ).assign_attrs(ordered[name].attrs)
        for name in names
    }
    table = xr.Dataset(found).expand_dims(step=[reading.last_step(measures)], axis=-1)
    return table.assign(diverged=measures.diverged, level=level).assign_attrs(measures.attrs)


def _at_level(measure: np.ndarray, loss: np.ndarray, level: float) -> np.ndarray:
    return at_equal_loss(measure, loss, np.array([level]))[..., 0]
