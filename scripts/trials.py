"""Draw the pool of trials of one task: training, probe and test trials as groups of one NetCDF file."""

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import xarray as xr
from richlazy import store
from richlazy.job import logged
from richlazy.tasks.pool import PARTS, Definition, Trials, check, draw, make_environment


def write_trials(path: str | Path, parameters: Mapping, processes: int, provenance: Mapping) -> None:
    """Write the pool that `parameters` (of the stage trials) describe, drawn by so many processes."""
    definition = parameters["task_definition"]
    task = Definition(parameters["task"], dt=parameters["dt"], **definition)
    _, decision_step = check(task)
    environment = make_environment(task)
    attributes = {
        "title": f"trials of the task {task.name}",
        "decision_step": decision_step,
        "classes": int(environment.action_space.n),
    }
    groups = {"/": xr.Dataset(attrs=attributes)}
    with ProcessPoolExecutor(processes) as executor:
        for part in PARTS:
            trials = draw(task, part, parameters[f"{part}_trials"], parameters["trial_seed"], executor)
            groups[part] = describe(trials, task.dt)
    store.write_groups(path, groups, provenance)


def describe(trials: Trials, dt: float) -> xr.Dataset:
    """Dataset of one part of the pool; the trial's own parameters are variables over `trial`."""
    labels_attributes = {"long_name": "target class (NeuroGym's ground truth)", "units": "1"}
    dataset = xr.Dataset(
        {
            "inputs": (("trial", "time", "input"), trials.inputs, {"long_name": "inputs of the network", "units": "1"}),
            "label": (("trial", "time"), trials.labels, labels_attributes),
        },
        coords={
            "time": ("time", np.arange(trials.inputs.shape[1]) * dt, {"long_name": "start of the step", "units": "ms"})
        },
    )
    for name, values in trials.parameters.items():
        dataset[f"trial_{name}"] = ("trial", values, {"long_name": f"{name} of the trial, as drawn by NeuroGym"})
    return dataset


if __name__ == "__main__":
    spec = snakemake.params.spec
    with logged(snakemake.log[0]):
        write_trials(snakemake.output[0], spec["parameters"], snakemake.threads, spec)
