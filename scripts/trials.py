"""Draw the pool of trials of one task, and write its parts (training, probe, test) as groups of one NetCDF file."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import xarray as xr
from richlazy.artefacts import store
from richlazy.artefacts.job import end_with, logged
from richlazy.data import checks, pools, tables
from richlazy.data.trials import PARTS, Pool, Trials, replicate_seed


def write_trials(
    path: str | Path, parameters: Mapping, processes: int, provenance: Mapping, seeds: Sequence[int] = ()
) -> None:
    """Draw and write the pool that `parameters` (of the stage trials) describe, with `processes` processes.

    seeds: seeds of the replicates, for a task with data for each replicate: inputs and targets then have a leading
    dimension `seed`, and the attribute `replicate` is the kind of the replicates.
    """
    definition, seed = parameters["task_definition"], parameters["trial_seed"]
    sizes = {part: parameters[f"{part}_trials"] for part in PARTS}
    draw = draw_table if tables.is_table(definition) else draw_environment
    replicate = tables.replicate(definition)
    drawn = [replicate_seed(seed, own) for own in seeds] if replicate else [seed]
    pool, *others = (draw({**parameters, "trial_seed": one}, sizes, processes) for one in drawn)
    attributes = {
        "title": f"trials of the task {parameters['task']}",
        "decision_step": pool.decision_step,
        "classes": pool.classes,
    }
    groups = {part: describe(trials, parameters["dt"]) for part, trials in pool.parts.items()}
    if replicate:
        attributes["replicate"] = replicate
        for part, first in groups.items():
            rest = (describe(other.parts[part], parameters["dt"]) for other in others)
            groups[part] = xr.concat([first, *rest], "seed").assign_coords(seed=list(seeds))
    store.write_groups(path, {"/": xr.Dataset(attrs=attributes), **groups}, provenance)


def draw_table(parameters: Mapping, sizes: Mapping[str, int], processes: int) -> Pool:
    """Pool of a table of samples, drawn in this process."""
    definition = parameters["task_definition"]
    table = tables.registry.find(tables.TABLES[definition["environment"]])
    return table.draw(sizes, parameters["trial_seed"], **definition["arguments"])


def draw_environment(parameters: Mapping, sizes: Mapping[str, int], processes: int) -> Pool:
    """Pool of a NeuroGym environment or of a mixture. Raises InputError for an environment that fails the checks."""
    from richlazy.data.neurogym_tasks.pool import Definition  # here, since importing NeuroGym takes seconds

    task = Definition(parameters["task"], dt=parameters["dt"], **parameters["task_definition"])
    for member in pools(parameters["task_definition"]).members(task):
        checks().check_environment(member)
    with ProcessPoolExecutor(processes, initializer=end_with, initargs=(os.getpid(),)) as executor:
        return pools(parameters["task_definition"]).draw_pool(task, sizes, parameters["trial_seed"], executor)


def describe(trials: Trials, dt: float) -> xr.Dataset:
    """Dataset of one part of the pool; parameters of the trials are variables over `trial`."""
    if trials.targets is None:
        target = {"label": (("trial", "time"), trials.labels, {"long_name": "target class", "units": "1"})}
    else:
        target = {"target": (("trial", "time", "output"), trials.targets, {"long_name": "target", "units": "1"})}
    dataset = xr.Dataset(
        {
            "inputs": (("trial", "time", "input"), trials.inputs, {"long_name": "inputs of the network", "units": "1"}),
            **target,
        },
        coords={
            "time": ("time", np.arange(trials.inputs.shape[1]) * dt, {"long_name": "start of the step", "units": "ms"})
        },
    )
    for name, values in trials.parameters.items():
        dataset[f"trial_{name}"] = ("trial", values, {"long_name": f"{name} of the trial, as drawn"})
    return dataset


if __name__ == "__main__":
    spec = snakemake.params.spec
    with logged(snakemake.log[0]):
        write_trials(snakemake.output[0], spec["parameters"], snakemake.threads, spec, spec.get("seeds", ()))
