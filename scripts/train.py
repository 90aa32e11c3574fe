"""Train the networks of one condition and block of seeds, and write weights at checkpoints and loss curves."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import xarray as xr
from richlazy import learners, objectives, randomness
from richlazy.artefacts import store
from richlazy.artefacts.job import logged
from richlazy.data.input_channels import widen
from richlazy.data.streams import open_stream
from richlazy.data.table_constants import is_stream
from richlazy.errors import InputError
from richlazy.training import after_update, optimizers, rules, stopping, target_noise
from richlazy.training.block import Pool
from richlazy.training.device import choose_device, use_precision
from richlazy.training.device import describe as describe_device
from richlazy.training.history import History
from richlazy.training.loop import train
from richlazy.training.minibatches import FreshMinibatches, MinibatchOrder
from richlazy.training.progress import Progress
from richlazy.training.settings import Settings

# Parameters that are settings of the training under the same name, and those that name a part.
_SAME_NAME = ("trained_weights", "divergence_loss", "checkpoints", "alpha", "centre")
_NAMES = {
    "optimizer": optimizers.registry,
    "objective": objectives.registry,
    "stopping": stopping.registry,
    "rule": rules.registry,
}
# Parameters that name acts after an update (or `none`), in the order in which acts are called.
_ACTS = ("constraint", "tracked")


def prepare_cpu(threads: int) -> None:
    """Use `threads` cores, and flush denormals, which arise as momentum decays and slow down every product."""
    np.finfo(np.float32), np.finfo(np.float64)  # NumPy inspects denormals once, which must be before they are disabled
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)


def load_pool(path: str | Path, part: str, channels: int | str, seeds: Sequence[int], device: torch.device) -> Pool:
    """Trials of a part of the pool on the device, padded to `channels` input channels (`own`: not padded).

    If every network has data of its own, those of the networks of `seeds`.
    """
    trials, facts = store.read(path, part), store.read(path).attrs
    if "seed" in trials.inputs.dims:
        trials = trials.sel(seed=list(seeds))
    inputs = widen(trials.inputs, channels).transpose(..., "trial", "input", "time").values.astype(np.float32)
    targets = trials.label.values.astype(np.int64) if "label" in trials else trials.target.values.astype(np.float32)
    return Pool(
        torch.from_numpy(np.ascontiguousarray(inputs)).to(device),
        torch.from_numpy(targets).to(device),
        int(facts["classes"]),
        int(facts["decision_step"]),
    )


def minibatches(seed: int, parameters: Mapping, pool: Pool, batch: int) -> MinibatchOrder | FreshMinibatches:
    """What a network is shown; it depends on the number of earlier tasks, so that a repetition has another order."""
    children = [len(parameters["earlier_tasks"])] if parameters["earlier_tasks"] else []
    if not is_stream(parameters["task_definition"]):
        return MinibatchOrder(randomness.generator("minibatches", seed, *children), pool.trials, batch)
    return FreshMinibatches(open_stream(parameters, seed, *children), batch)


def make_settings(parameters: Mapping, architecture: object, batch: int) -> Settings:
    """Settings of the training by the parameters of the config."""
    acts = [parameters[key] for key in _ACTS if parameters[key] != "none"]
    parts = [(registry, parameters[key]) for key, registry in _NAMES.items()]
    parts += [(after_update.registry, act) for act in acts]
    noise = parameters["target_noise"]
    parts += [(target_noise.registry, noise)] if noise != "none" else []
    declared = [key for registry, name in parts for key in registry.constant(name, "PARAMETERS", {})]
    return Settings(
        learner=parameters["learner"],
        architecture=architecture,
        batch=batch,
        last_only=parameters["output_steps"] == "last",
        after_update=acts,
        target_noise=noise,
        values={key: parameters[key] for key in declared},
        **{key: parameters[key] for key in (*_SAME_NAME, *_NAMES)},
    )


def watched_part(stopping_rule: str) -> str:
    """Part of the pool that a stopping rule evaluates; the training part for a rule without one."""
    return stopping.registry.constant(stopping_rule, "PART", None) or "training"


def looked_at(acts: Sequence[str]) -> list[str]:
    """Parts of the pool at which acts look after every update."""
    return sorted({part for act in acts for part in after_update.registry.constant(act, "PARTS", ())})


def describe(
    history: History, dims: Mapping[str, Sequence[str]], seeds: Sequence[int], settings: Settings
) -> xr.Dataset:
    """Dataset of a training; dims: dimensions of each weight tensor."""
    step = ("step", list(settings.checkpoints), {"long_name": "training step"})
    dataset = xr.Dataset(coords={"seed": list(seeds), "step": step})
    for name, values in history.weights._asdict().items():
        attributes = {"long_name": f"{name} weights", "units": "1"}
        dataset[f"{name}_weights"] = (("seed", "step", *dims[name]), values.numpy(), attributes)
    constant = objectives.registry.constant
    loss_attributes = {
        "long_name": f"{constant(settings.objective, 'LONG_NAME')} of the minibatch before each update",
        "units": constant(settings.objective, "UNITS"),
    }
    dataset["training_loss"] = (("seed", "update"), history.loss, loss_attributes)
    acts = [after_update.registry.constant(act, "VARIABLES", {}) for act in settings.after_update]
    long_names = {name: text for variables in acts for name, text in variables.items()}
    for name, values in history.recorded.items():
        dataset[name] = (("seed", "step"), values, {"long_name": long_names[name], "units": "1"})
    return dataset.assign(describe_stops(history))


def describe_stops(history: History) -> dict[str, tuple]:
    """Variables over seeds on when and why training ended."""
    diverged = (history.divergence_step >= 0).astype(np.int8)
    long_names = {
        "divergence_step": "updates after which the loss had diverged, -1 if it never did",
        "diverged": "whether training diverged",
        "stopped_step": "updates after which training stopped, -1 if it went to the last step",
        "stopped_by": "what ended training: a stopping rule, `steps` for the last step, or divergence",
    }
    values = {
        "divergence_step": history.divergence_step,
        "diverged": diverged,
        "stopped_step": history.stopped_step,
        "stopped_by": history.stopped_by.astype(str),
    }
    return {
        name: ("seed", values[name], {"long_name": text, **({} if name == "stopped_by" else {"units": "1"})})
        for name, text in long_names.items()
    }


def final_weights(path: str | Path, kind: type, seeds: Sequence[int]) -> NamedTuple:
    """The final weights of an earlier training, as Weights of the learner; NaN where it diverged."""
    earlier = store.read(path).sel(seed=list(seeds)).isel(step=-1)
    return kind(*(torch.from_numpy(earlier[f"{name}_weights"].values) for name in kind._fields))


def check_shapes(earlier: NamedTuple, fresh: NamedTuple) -> None:
    """Raise InputError where the final weights of earlier tasks do not fit the present task."""
    for name, *both in zip(fresh._fields, earlier, fresh, strict=True):
        found, needed = (" × ".join(map(str, w.shape[1:])) for w in both)
        if found != needed:
            raise InputError(
                f"earlier_tasks: they left {name} weights of {found}, and this task needs {needed}: tasks that follow "
                "each other have equally many inputs and classes; write `input_channels:` with the largest number of "
                "inputs among them"
            )


def write_training(trials, connectivity, start, path, spec: Mapping, machine: Mapping, threads: int) -> None:
    """Train the networks of `spec` (parameters and seeds) and write the result; progress goes to standard error.

    start: file of the training on the last of the earlier tasks, whose final weights are the initial weights here; None
    without earlier tasks.
    """
    parameters, seeds = spec["parameters"], spec["seeds"]
    device = choose_device(machine["device"])
    use_precision(parameters["precision"], device)
    prepare_cpu(threads)
    pool = load_pool(trials, "training", parameters["input_channels"], seeds, device)
    batch = pool.trials if parameters["batch"] == "all" else parameters["batch"]
    objective = objectives.registry.find(parameters["objective"])
    matrices = store.read(connectivity).weights.sel(seed=list(seeds)).values if connectivity else None
    network = learners.parts(parameters["learner"])
    sizes = {"inputs": pool.inputs.shape[-2], "outputs": pool.output_count(objective)}
    architecture = network.find("architecture").architecture(parameters, *sizes.values())
    settings = make_settings(parameters, architecture, batch)
    initial = network.find("weights").initial_weights(matrices, seeds, *sizes.values(), architecture)
    if start:
        earlier = final_weights(start, type(initial), seeds)
        check_shapes(earlier, initial)
        initial = earlier
    weights = initial._make(w.to(device) for w in initial)
    orders = [minibatches(seed, parameters, pool, batch) for seed in seeds]
    watched, seen = watched_part(settings.stopping), looked_at(settings.after_update)
    parts = {
        part: pool if part == "training" else load_pool(trials, part, parameters["input_channels"], seeds, device)
        for part in {watched, *seen}
    }
    progress = Progress(seeds, parameters["steps"], machine["report_every"], sys.stderr)
    history = train(weights, pool, orders, settings, progress, parts[watched], seeds, parts)
    dims = network.find("weights").dims(architecture)
    dataset = describe(history, dims, seeds, settings).assign_attrs(
        title="training", **sizes, **describe_device(device)
    )
    store.write(path, dataset, spec)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        write_training(
            snakemake.input.trials,
            snakemake.input.connectivity or None,
            snakemake.input.start or None,
            snakemake.output[0],
            snakemake.params.spec,
            snakemake.config["machine"],
            snakemake.threads,
        )
