"""Analysis of networks that learn one task after another: forgetting, and the savings in relearning."""

import json
from typing import NamedTuple

import numpy as np
import xarray as xr
from richlazy.errors import InputError
from richlazy.hypercube import reading
from richlazy.hypercube.equal_loss import at_equal_loss, lowest_common_loss

NEEDS = ("task", "earlier_tasks", "tested_on")
OWN, NONE = "own", "none"
_ATTRIBUTES = {
    "accuracy_before": {"long_name": "accuracy on the first task before the second", "units": "1"},
    "accuracy_after": {"long_name": "accuracy on the first task after the second", "units": "1"},
    "accuracy_joint": {"long_name": "accuracy on the first task of networks that learned both at once", "units": "1"},
    "forgetting": {"long_name": "accuracy on the first task that the second cost", "units": "1"},
    "gap_to_joint_training": {"long_name": "accuracy that learning in turn lacks to joint training", "units": "1"},
    "learning_steps": {"long_name": "steps of learning to a common loss on the first task", "units": "steps"},
    "relearning_steps": {"long_name": "steps of relearning to that loss", "units": "steps"},
    "savings": {"long_name": "share of the steps of learning that relearning saves", "units": "1"},
    "kernel_alignment": {"long_name": "tangent kernel alignment over the second task", "units": "1"},
    "similarity": {"long_name": "overlap of the target kernels of both tasks", "units": "1"},
}


class Pair(NamedTuple):
    """Two tasks, learned one after the other."""

    first: str
    second: str

    @property
    def label(self) -> str:
        """Name of the pair on figures and in rows."""
        return f"{self.first} then {self.second}"


def pairs(measures: xr.Dataset, who: str) -> list[Pair]:
    """The pairs of tasks of which the second was learned after the first and tested on it, in the experiment's order.

    Raises MissingSweep, naming `who` asks, without the dimensions in NEEDS, and InputError where there is no pair.
    """
    for dim in NEEDS:
        reading.require(measures, dim, who)
    run = measures.diverged.notnull()
    run = run.any([dim for dim in run.dims if dim not in NEEDS])
    tasks = [str(task) for task in measures.task.values]
    offered = [Pair(first, second) for first in tasks for second in tasks if _known(run, second, first, first)]
    found = [pair for pair in offered if bool(run.sel(_place(pair.second, pair.first, pair.first)))]
    if not found:
        name = measures.attrs.get("experiment", "<name>")
        raise InputError(
            f"experiments.{name}.sweep: {who} needs a task that is learned after another and tested on it; write for "
            "example `task: [DMS]`, `earlier_tasks: [[2AF]]`, `tested_on: [2AF]`"
        )
    return found


def tabulate(measures: xr.Dataset, who: str) -> xr.Dataset:
    """What each pair of tasks shows, over (task, further swept ..., seed, step of length one); a task is a pair.

    Variables: accuracy on the first task before the second is learned, after it, and of the joint reference; forgetting
    (before - after), gap to joint training (joint - after); steps of learning and relearning of the first task down to
    `level`, the lowest loss that all its runs reach in both; savings (1 - relearning / learning); kernel alignment over
    the second task; `diverged`, whether any training of the chain did; `similarity` of both tasks over (task), which
    does not depend on networks. What was not run is NaN.

    Raises as `pairs` does.
    """
    found = pairs(measures, who)
    table = xr.concat(
        [_of_pair(measures, pair) for pair in found], "task", data_vars="all", coords="minimal", compat="override"
    )
    others = [dim for dim in reading.swept(measures) if dim not in NEEDS]
    attributes = measures.attrs | {"sweep": json.dumps(["task", *others])}
    return table.assign_coords(task=[pair.label for pair in found]).assign_attrs(attributes)


def _of_pair(measures: xr.Dataset, pair: Pair) -> xr.Dataset:
    first, second = pair
    alone = _phase(measures, first, NONE, OWN)
    after = _phase(measures, second, first, first)
    again = _phase(measures, first, f"{first}, {second}", OWN)
    joint = _phase(measures, _mixture(measures, pair), NONE, first)
    last = reading.last_step(measures)
    accuracy = (
        after.other_accuracy.sel(step=0),
        after.other_accuracy.sel(step=last),
        joint.other_accuracy.sel(step=last),
    )
    learning, relearning, level = _steps(alone, again)
    values = {
        "accuracy_before": accuracy[0],
        "accuracy_after": accuracy[1],
        "accuracy_joint": accuracy[2],
        "forgetting": accuracy[0] - accuracy[1],
        "gap_to_joint_training": accuracy[2] - accuracy[1],
        "learning_steps": learning,
        "relearning_steps": relearning,
        "savings": 1 - relearning / learning,
        "kernel_alignment": after.kernel_alignment.sel(step=last),
    }
    described = {
        name: value.drop_vars("step", errors="ignore").assign_attrs(_ATTRIBUTES[name]) for name, value in values.items()
    }
    table = xr.Dataset(described).expand_dims(step=[last], axis=-1)
    diverged = xr.concat([part.diverged for part in (alone, after, again, joint)], "phase").max("phase")
    similarity = xr.DataArray(_similarity(after), attrs=_ATTRIBUTES["similarity"])
    return table.assign(diverged=diverged, level=level, similarity=similarity)


def _similarity(after: xr.Dataset) -> float:
    """Similarity of a task and the one that its networks are tested on: the same number in all runs; NaN without it."""
    known = after.task_similarity.values[after.task_similarity.notnull().values] if "task_similarity" in after else []
    return float(np.mean(known)) if len(known) else float("nan")


def _phase(measures: xr.Dataset, task: str, earlier: str, tested_on: str) -> xr.Dataset:
    """The part of one training, NaN where it was not run."""
    if _known(measures, task, earlier, tested_on):
        return measures.sel(_place(task, earlier, tested_on), drop=True)
    return measures.isel(dict.fromkeys(NEEDS, 0), drop=True).where(False)


def _place(task: str, earlier: str, tested_on: str) -> dict[str, str]:
    return dict(zip(NEEDS, (task, earlier, tested_on), strict=True))


def _known(measures: xr.Dataset | xr.DataArray, task: str, earlier: str, tested_on: str) -> bool:
    return all(value in measures[dim].values for dim, value in _place(task, earlier, tested_on).items())


def _mixture(measures: xr.Dataset, pair: Pair) -> str:
    """Name of the task that is a mixture of both, in any order; empty where there is none."""
    if "mixed_tasks" not in measures:
        return ""
    mixed = zip(measures.task.values, measures.mixed_tasks.values, strict=True)
    return next((str(task) for task, names in mixed if set(str(names).split(", ")) == set(pair)), "")


def _steps(alone: xr.Dataset, again: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray, float]:
    """Steps of learning and of relearning down to the lowest loss that all runs reach in both, and that loss."""
    losses = [part.loss.where(part.diverged == 0).transpose(..., "step").sortby("step") for part in (alone, again)]
    known = [loss.values.reshape(-1, loss.sizes["step"]) for loss in losses if loss.notnull().any()]
    level = lowest_common_loss(np.concatenate(known)) if known else float("nan")
    learning, relearning = (_steps_to(level, loss) for loss in losses)
    return learning, relearning, level


def _steps_to(level: float, loss: xr.DataArray) -> xr.DataArray:
    """Steps after which a loss first comes down to a level; 0 where it is there from the start."""
    steps = at_equal_loss(loss.step.values, loss.values, np.array([level]))[..., 0]
    start = loss.isel(step=0, drop=True)
    return start.copy(data=np.where(start.values <= level, 0.0, steps))
