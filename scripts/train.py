"""Train the networks of one condition and block of seeds; store weights at the checkpoints and the loss curve."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import xarray as xr
from richlazy import learners, randomness
from richlazy.artefacts import store
from richlazy.artefacts.job import logged
from richlazy.data.input_channels import widen
from richlazy.errors import InputError
from richlazy.training.after_update import AFTER_UPDATE
from richlazy.training.block import Pool
from richlazy.training.device import choose_device, use_precision
from richlazy.training.device import describe as describe_device
from richlazy.training.loop import History, Settings, train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.progress import Progress

# Parameters that are settings of the trainer as they are.
_SAME_NAME = (
    "trained_weights",
    "batch",
    "optimizer",
    "learning_rate",
    "momentum",
    "divergence_loss",
    "checkpoints",
)


def prepare_cpu(threads: int) -> None:
    """Keep to the cores that the job was given, and flush denormals: decaying momentum would slow every product."""
    np.finfo(np.float32), np.finfo(np.float64)  # NumPy looks at denormals once, before they are switched off
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)


def load_pool(path: str | Path, channels: int | str, device: torch.device) -> Pool:
    """Training trials on the device, with so many input channels, `own` for those of the task."""
    trials, classes = store.read(path, "training"), int(store.read(path).attrs["classes"])
    inputs = widen(trials.inputs, channels).transpose("trial", "input", "time").values.astype(np.float32)
    labels = trials.label.values.astype(np.int64)
    return Pool(torch.from_numpy(np.ascontiguousarray(inputs)).to(device), torch.from_numpy(labels).to(device), classes)


def minibatch_order(seed: int, parameters: Mapping, trials: int) -> MinibatchOrder:
    """The order of a network's trials; after earlier tasks one of its own, also where a task comes back."""
    children = [len(parameters["earlier_tasks"])] if parameters["earlier_tasks"] else []
    return MinibatchOrder(randomness.generator("minibatches", seed, *children), trials, parameters["batch"])


def describe(
    history: History, dims: Mapping[str, Sequence[str]], seeds: Sequence[int], checkpoints: Sequence[int]
) -> xr.Dataset:
    """Dataset of a training; dims: those of each of the network's weights."""
    dataset = xr.Dataset(
        coords={"seed": list(seeds), "step": ("step", list(checkpoints), {"long_name": "training step"})}
    )
    for name, values in history.weights._asdict().items():
        attributes = {"long_name": f"{name} weights", "units": "1"}
        dataset[f"{name}_weights"] = (("seed", "step", *dims[name]), values.numpy(), attributes)
    loss_attributes = {"long_name": "cross-entropy of the minibatch before each update", "units": "nat"}
    dataset["training_loss"] = (("seed", "update"), history.loss, loss_attributes)
    step_attributes = {"long_name": "updates after which the loss had diverged, -1 if it never did", "units": "1"}
    long_names = {name: text for act in AFTER_UPDATE.values() for name, text in act.VARIABLES.items()}
    for name, values in history.recorded.items():
        dataset[name] = (("seed", "step"), values, {"long_name": long_names[name], "units": "1"})
    dataset["divergence_step"] = ("seed", history.divergence_step, step_attributes)
    diverged = (history.divergence_step >= 0).astype(np.int8)
    dataset["diverged"] = ("seed", diverged, {"long_name": "whether training diverged", "units": "1"})
    return dataset


def left_weights(path: str | Path, kind: type, seeds: Sequence[int]) -> NamedTuple:
    """The weights that an earlier training left, as Weights of the network; NaN where it diverged."""
    earlier = store.read(path).sel(seed=list(seeds)).isel(step=-1)
    return kind(*(torch.from_numpy(earlier[f"{name}_weights"].values) for name in kind._fields))


def check_shapes(left: NamedTuple, fresh: NamedTuple) -> None:
    """Raise InputError where weights of earlier tasks do not fit the present one."""
    for name, found, needed in zip(fresh._fields, left, fresh, strict=True):
        if found.shape != needed.shape:
            raise InputError(
                f"earlier_tasks: they left {name} weights of {found.shape[1]} × {found.shape[2]}, and this task needs "
                f"{needed.shape[1]} × {needed.shape[2]}: tasks that follow each other have equally many inputs and "
                "classes; write `input_channels:` with the largest number of inputs among them"
            )


def write_training(trials, connectivity, start, path, spec: Mapping, machine: Mapping, threads: int) -> None:
    """Train as `spec` (parameters and seeds) says and write the outcome; progress goes to standard error.

    start: file of the training on the last of the earlier tasks, whose weights this one goes on from, or None.
    """
    parameters, seeds = spec["parameters"], spec["seeds"]
    device = choose_device(machine["device"])
    use_precision(parameters["precision"], device)
    prepare_cpu(threads)
    pool = load_pool(trials, parameters["input_channels"], device)
    matrices = store.read(connectivity).weights.sel(seed=list(seeds)).values
    network = learners.parts(parameters["network"])
    sizes = {"inputs": pool.inputs.shape[1], "outputs": pool.classes}
    architecture = network.find("architecture").architecture(parameters, *sizes.values())
    initial = network.find("weights").initial_weights(matrices, seeds, *sizes.values(), architecture)
    if start:
        left = left_weights(start, type(initial), seeds)
        check_shapes(left, initial)
        initial = left
    weights = initial._make(w.to(device) for w in initial)
    orders = [minibatch_order(seed, parameters, len(pool.labels)) for seed in seeds]
    settings = Settings(
        network=parameters["network"],
        architecture=architecture,
        last_only=parameters["output_steps"] == "last",
        after_update=[parameters[key] for key in ("constraint", "tracked") if parameters[key] != "none"],
        **{key: parameters[key] for key in _SAME_NAME},
    )
    progress = Progress(seeds, parameters["steps"], machine["report_every"], sys.stderr)
    history = train(weights, pool, orders, settings, progress)
    dims = network.find("weights").dims(architecture)
    dataset = describe(history, dims, seeds, parameters["checkpoints"]).assign_attrs(
        title="training", **sizes, **describe_device(device)
    )
    store.write(path, dataset, spec)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        write_training(
            snakemake.input.trials,
            snakemake.input.connectivity,
            next(iter(snakemake.input.start), None),
            snakemake.output[0],
            snakemake.params.spec,
            snakemake.config["machine"],
            snakemake.threads,
        )
