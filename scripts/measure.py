"""Measure the networks of one training at all their checkpoints."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import xarray as xr
from richlazy import networks, store
from richlazy.input_channels import widen
from richlazy.job import logged
from richlazy.measures import MEASURES
from richlazy.measures.evaluate import evaluate
from richlazy.measures.snapshot import Probes


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
        architecture=networks.parts(parameters["network"]).find("architecture").architecture(parameters),
        last_only=parameters["output_steps"] == "last",
        trained_weights=parameters["trained_weights"],
        kernel_memory=kernel_memory_mb * 1e6,
    )


def measure_training(training: xr.Dataset, probes: Probes) -> xr.Dataset:
    """All measures over (seed, step), vectors over (seed, step, component), with the marks of diverged runs."""
    kind = probes.part("weights").Weights
    weights = kind(*(torch.from_numpy(training[f"{name}_weights"].values) for name in kind._fields))
    dataset = training[["diverged", "divergence_step", "step"]].drop_attrs(deep=False)
    for name, values in evaluate(weights, probes).items():
        attributes = {"long_name": MEASURES[name].LONG_NAME, "units": MEASURES[name].UNITS}
        dataset[name] = (("seed", "step", "component")[: values.ndim], values, attributes)
    components = np.arange(1, dataset.sizes["component"] + 1)
    dataset = dataset.assign_coords(component=("component", components, {"long_name": "number of the component"}))
    return dataset.assign_attrs(title="measures of learning")


def write_measures(training_path, trials_path, path, spec: Mapping, machine: Mapping, threads: int) -> None:
    """Measure a training on the probes of its task and write the outcome."""
    torch.set_num_threads(threads)
    probes = load_probes(trials_path, spec["parameters"], machine["kernel_memory"])
    store.write(path, measure_training(store.read(training_path), probes), spec)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        write_measures(
            snakemake.input.training,
            snakemake.input.trials,
            snakemake.output[0],
            snakemake.params.spec,
            snakemake.config["machine"],
            snakemake.threads,
        )
