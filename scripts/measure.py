"""Measure the networks of one training at all their checkpoints."""

from collections.abc import Mapping
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
from richlazy.measures import MEASURES, accuracy, loss
from richlazy.measures.evaluate import evaluate
from richlazy.measures.snapshot import Probes

# Measures of another task than the one that is learned.
OTHER = {"other_loss": loss, "other_accuracy": accuracy}


def load_probes(path: str | Path, parameters: Mapping, kernel_memory_mb: float) -> Probes:
    """Probe and test trials of a pool, in the layout of the networks."""
    tensors = {}
    for part in ("probe", "test"):
        trials = store.read(path, part)
        shown = widen(trials.inputs, parameters["input_channels"])
        inputs = shown.transpose("input", "time", "trial").values.astype(np.float32)
        tensors[f"{part}_inputs"] = torch.from_numpy(np.ascontiguousarray(inputs))
        tensors[f"{part}_labels"] = torch.from_numpy(trials.label.values.T.astype(np.int64))
    return Probes(
        **tensors,
        kernel_trials=parameters["kernel_trials"],
        decision_step=int(store.read(path).attrs["decision_step"]),
        network=parameters["network"],
        architecture=learners.parts(parameters["network"]).find("architecture").architecture(parameters),
        last_only=parameters["output_steps"] == "last",
        trained_weights=parameters["trained_weights"],
        kernel_memory=kernel_memory_mb * 1e6,
    )


def measure_training(training: xr.Dataset, probes: Probes) -> xr.Dataset:
    """All measures over (seed, step), vectors over (seed, step, component), with what training itself tracked over
    (seed, step) and with the marks of diverged runs.
    """
    tracked = [name for name, values in training.data_vars.items() if values.dims == ("seed", "step")]
    dataset = training[["diverged", "divergence_step", "step"]].drop_attrs(deep=False).assign(training[tracked])
    for name, values in evaluate(load_weights(training, probes), probes).items():
        attributes = {"long_name": MEASURES[name].LONG_NAME, "units": MEASURES[name].UNITS}
        dataset[name] = (("seed", "step", "component")[: values.ndim], values, attributes)
    components = np.arange(1, dataset.sizes["component"] + 1)
    dataset = dataset.assign_coords(component=("component", components, {"long_name": "number of the component"}))
    return dataset.assign_attrs(title="measures of learning")


def load_weights(training: xr.Dataset, probes: Probes) -> NamedTuple:
    """Weights of the probes' network, leading axes [seed, checkpoint]."""
    kind = probes.part("weights").kind(probes.architecture)
    return kind(*(torch.from_numpy(training[f"{name}_weights"].values) for name in kind._fields))


def measure_on_another_task(training: xr.Dataset, probes: Probes) -> xr.Dataset:
    """The measures in OTHER over (seed, step), on the test trials of another task."""
    found = {}
    for name, values in evaluate(load_weights(training, probes), probes, OTHER).items():
        attributes = {"long_name": f"{OTHER[name].LONG_NAME} of another task", "units": OTHER[name].UNITS}
        found[name] = (("seed", "step"), values, attributes)
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
    measured = measure_training(training, load_probes(trials_path, parameters, memory))
    if tested_on_path:
        probes = load_other_probes(tested_on_path, parameters, memory, training)
        measured = measured.assign(measure_on_another_task(training, probes))
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
