"""Measure the networks of one training at all checkpoints: the standard ones, or others that experiments take."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from richlazy import objectives
from richlazy.artefacts import store
from richlazy.artefacts.job import logged
from richlazy.data.task_similarity import Decisions, decisions, task_similarity
from richlazy.errors import InputError
from richlazy.measures import STANDARD
from richlazy.measures.evaluate import evaluate, find
from richlazy.measures.loading import load_probes, load_weights
from richlazy.measures.snapshot import Probes
from richlazy.processor import processor

# Measures that are also taken on the trials of another task, by their names there.
OTHER = {"other_loss": "loss", "other_accuracy": "accuracy"}
# Trials of either task that their similarity is computed from: with as many, that of tasks that have nothing in common
# comes out below 0.005.
SIMILARITY_TRIALS = 2000


def measure_training(training: xr.Dataset, probes: Sequence[Probes], names: Iterable[str] = STANDARD) -> xr.Dataset:
    """The measures `names` over (seed, step), vectors over (seed, step, component); probes: from `load_probes`."""
    dataset = xr.Dataset(coords={name: training[name].drop_attrs() for name in ("seed", "step")})
    for name, values in of_networks(training, probes, names).items():
        dataset[name] = (("seed", "step", "component")[: values.ndim], values, find(name).attributes(probes[0]))
    if "component" in dataset.dims:
        components = np.arange(1, dataset.sizes["component"] + 1)
        dataset = dataset.assign_coords(component=("component", components, {"long_name": "number of the component"}))
    return dataset


def of_networks(training: xr.Dataset, probes: Sequence[Probes], names: Iterable[str]) -> dict[str, np.ndarray]:
    """Values [seed, step] or [seed, step, component] of the measures `names`."""
    blocks = [training] if len(probes) == 1 else [training.isel(seed=[number]) for number in range(len(probes))]
    values = [
        evaluate(load_weights(own, one), one, names, own.seed.values) for own, one in zip(blocks, probes, strict=True)
    ]
    return {name: np.concatenate([of_block[name] for of_block in values]) for name in values[0]}


def tracked(training: xr.Dataset) -> xr.Dataset:
    """Quantities (seed, step) that were tracked in training, and the marks of runs that diverged or stopped early."""
    names = [name for name, values in training.data_vars.items() if values.dims == ("seed", "step")]
    marks = ["diverged", "divergence_step", *({"stopped_step"} & set(training.data_vars))]
    return training[[*marks, "step"]].drop_attrs(deep=False).assign(training[names])


def measure_on_another_task(training: xr.Dataset, probes: Sequence[Probes]) -> xr.Dataset:
    """The measures in OTHER over (seed, step), on the test trials of another task."""
    values, found = of_networks(training, probes, list(OTHER.values())), {}
    for name, measure in OTHER.items():
        words = find(measure).attributes(probes[0])
        attributes = words | {"long_name": f"{words['long_name']} of another task"}
        found[name] = (("seed", "step"), values[measure], attributes)
    return xr.Dataset(found)


def load_other_probes(
    path: str | Path, parameters: Mapping, kernel_memory_mb: float, training: xr.Dataset
) -> list[Probes]:
    """Probes of another task for the networks of a training; input channels that the task does not have are zero.

    Raises InputError for a task with more channels or classes than the networks have.
    """
    classes, outputs = int(store.read(path).attrs["classes"]), int(training.attrs["outputs"])
    objective = objectives.registry.find(parameters["objective"])
    if objective.output_count(classes) > outputs:
        raise InputError(
            f"tested_on: {parameters['tested_on']} has {classes} classes, the networks know {outputs}; name a task of "
            "no more"
        )
    widened = {**parameters, "input_channels": int(training.attrs["inputs"])}
    return load_probes(path, widened, kernel_memory_mb, training)


def similarity_to_another_task(training: xr.Dataset, trials_path: str | Path, other_path: str | Path) -> xr.Dataset:
    """`task_similarity` of the networks' task and another over (seed), equal where seeds share their data."""
    seeds = training.seed.values
    pools = [_decisions_by_seed(path, seeds) for path in (trials_path, other_path)]
    different = max(map(len, pools))
    pairs = zip(*(pool * (different // len(pool)) for pool in pools), strict=True)
    values = np.broadcast_to([task_similarity(*pair) for pair in pairs], len(seeds))
    attributes = {"long_name": "similarity to the task that networks are tested on", "units": "1"}
    return xr.Dataset({"task_similarity": ("seed", values, attributes)})


def _decisions_by_seed(path: str | Path, seeds: np.ndarray) -> list[Decisions]:
    """The first training trials of a pool: once for all seeds, or for each where every network has data of its own."""
    pool, step = store.read(path, "training"), int(store.read(path).attrs["decision_step"])
    first = pool.isel(trial=slice(SIMILARITY_TRIALS))
    name = "label" if "label" in pool else "target"
    order = [dim for dim in ("trial", "time", "output") if dim in pool[name].dims]
    of_seeds = [first.sel(seed=seed) for seed in seeds] if "seed" in pool.inputs.dims else [first]
    return [
        decisions(one.inputs.transpose("trial", "time", "input").values, one[name].transpose(*order).values, step)
        for one in of_seeds
    ]


def write_measures(
    training_path, trials_path, path, spec: Mapping, machine: Mapping, threads: int, tested_on_path=None
) -> None:
    """Measure a training on the probes of its task, and of another task if there is one, and write the result."""
    parameters, memory, training = spec["parameters"], machine["kernel_memory"], store.read(training_path)
    names = parameters["measures"]
    parts = {find(name).part for name in names} - {None, "probe", "test"}
    with processor(threads):
        probes = load_probes(trials_path, parameters, memory, training, sorted(parts))
        measured = measure_training(training, probes, names)
        if set(names) & set(STANDARD):
            if left_out := [name for name in STANDARD if name not in names]:
                print(f"not measured, since the learner or the data cannot serve it: {', '.join(left_out)}", flush=True)
            measured = xr.merge([tracked(training), measured], combine_attrs="override")
        if tested_on_path:
            probes = load_other_probes(tested_on_path, parameters, memory, training)
            measured = measured.assign(measure_on_another_task(training, probes))
            if set(names) & set(STANDARD):
                measured = measured.assign(similarity_to_another_task(training, trials_path, tested_on_path))
        measured = measured.assign_attrs(title="measures of learning")
        store.write(path, measured, spec)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        write_measures(
            snakemake.input.training,
            snakemake.input.trials,
            snakemake.output[0],
            snakemake.params.spec,
            snakemake.config["machine"],
            snakemake.threads,
            snakemake.input.tested_on or None,
        )
