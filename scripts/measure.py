"""Take measures of the networks of one training at all their checkpoints: the standard ones, or one that an experiment
names."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import xarray as xr
from richlazy import learners
from richlazy.artefacts import store
from richlazy.artefacts.job import logged
from richlazy.data.input_channels import widen
from richlazy.errors import InputError
from richlazy.measures import STANDARD
from richlazy.measures.evaluate import evaluate, find
from richlazy.measures.snapshot import Part, Probes

# Measures that are taken on the trials of another task as well, by their names there.
OTHER = {"other_loss": "loss", "other_accuracy": "accuracy"}


def load_part(path: str | Path, part: str, channels: int | str) -> Part:
    """A part of a pool, in the layout of the networks, with so many input channels."""
    trials = store.read(path, part)
    inputs = widen(trials.inputs, channels).transpose("input", "time", "trial").values.astype(np.float32)
    labels = torch.from_numpy(trials.label.values.T.astype(np.int64))
    return Part(torch.from_numpy(np.ascontiguousarray(inputs)), labels)


def load_probes(path: str | Path, parameters: Mapping, kernel_memory_mb: float, further: Iterable[str] = ()) -> Probes:
    """Probe and test trials of a pool, and the parts `further`, in the layout of the networks."""
    parts = {part: load_part(path, part, parameters["input_channels"]) for part in ("probe", "test", *further)}
    probe, test = parts.pop("probe"), parts.pop("test")
    return Probes(
        *probe,
        *test,
        further=parts,
        kernel_trials=parameters["kernel_trials"],
        decision_step=int(store.read(path).attrs["decision_step"]),
        network=parameters["network"],
        architecture=learners.parts(parameters["network"]).find("architecture").architecture(parameters),
        last_only=parameters["output_steps"] == "last",
        trained_weights=parameters["trained_weights"],
        kernel_memory=kernel_memory_mb * 1e6,
    )


def measure_training(training: xr.Dataset, probes: Probes, names: Iterable[str] = STANDARD) -> xr.Dataset:
    """The measures `names` over (seed, step), vectors over (seed, step, component)."""
    dataset = xr.Dataset(coords={name: training[name].drop_attrs() for name in ("seed", "step")})
    for name, values in evaluate(load_weights(training, probes), probes, names).items():
        dataset[name] = (("seed", "step", "component")[: values.ndim], values, find(name).attributes(probes))
    if "component" in dataset.dims:
        components = np.arange(1, dataset.sizes["component"] + 1)
        dataset = dataset.assign_coords(component=("component", components, {"long_name": "number of the component"}))
    return dataset


def tracked(training: xr.Dataset) -> xr.Dataset:
    """What training itself tracked over (seed, step), and the marks of runs that diverged or stopped early."""
    names = [name for name, values in training.data_vars.items() if values.dims == ("seed", "step")]
    marks = ["diverged", "divergence_step", *({"stopped_step"} & set(training.data_vars))]
    return training[[*marks, "step"]].drop_attrs(deep=False).assign(training[names])


def load_weights(training: xr.Dataset, probes: Probes) -> NamedTuple:
    """Weights of the probes' network, leading axes [seed, checkpoint]."""
    kind = probes.part("weights").kind(probes.architecture)
    return kind(*(torch.from_numpy(training[f"{name}_weights"].values) for name in kind._fields))


def measure_on_another_task(training: xr.Dataset, probes: Probes) -> xr.Dataset:
    """The measures in OTHER over (seed, step), on the test trials of another task."""
    values, found = evaluate(load_weights(training, probes), probes, OTHER.values()), {}
    for name, measure in OTHER.items():
        words = find(measure).attributes(probes)
        attributes = words | {"long_name": f"{words['long_name']} of another task"}
        found[name] = (("seed", "step"), values[measure], attributes)
    return xr.Dataset(found)


def load_other_probes(path: str | Path, parameters: Mapping, kernel_memory_mb: float, training: xr.Dataset) -> Probes:
    """Probes of another task for the networks of a training, which have silent input channels where it has too few.

    Raises InputError where it has more channels or classes than the networks.
    """
    channels, classes = training.sizes["input"], int(store.read(path).attrs["classes"])
    if classes > training.sizes["output"]:
        raise InputError(
            f"tested_on: {parameters['tested_on']} has {classes} classes, the networks know "
            f"{training.sizes['output']}; name a task of no more"
        )
    return load_probes(path, {**parameters, "input_channels": channels}, kernel_memory_mb)


def write_measures(
    training_path, trials_path, path, spec: Mapping, machine: Mapping, threads: int, tested_on_path=None
) -> None:
    """Measure a training on the probes of its task, and on those of another where there is one; write the outcome."""
    torch.set_num_threads(threads)
    parameters, memory, training = spec["parameters"], machine["kernel_memory"], store.read(training_path)
    names = parameters["measures"]
    parts = {find(name).part for name in names} - {None, "probe", "test"}
    probes = load_probes(trials_path, parameters, memory, sorted(parts))
    measured = measure_training(training, probes, names)
    if set(names) & set(STANDARD):
        if left_out := [name for name in STANDARD if name not in names]:
            print(f"not measured, since the learner or the data cannot serve it: {', '.join(left_out)}", flush=True)
        measured = xr.merge([tracked(training), measured], combine_attrs="override")
    if tested_on_path:
        probes = load_other_probes(tested_on_path, parameters, memory, training)
        measured = measured.assign(measure_on_another_task(training, probes))
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
            next(iter(snakemake.input.tested_on), None),
        )
