"""Loading of what measures look at: the probes of a pool of trials, and the weights of a training."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import xarray as xr

from richlazy import learners
from richlazy.artefacts import store
from richlazy.data.input_channels import widen
from richlazy.measures.evidence import with_evidence
from richlazy.measures.snapshot import Part, Probes


def load_part(trials: xr.Dataset, channels: int | str) -> Part:
    """A part of a pool in the layout of the networks, padded to `channels` input channels."""
    inputs = widen(trials.inputs, channels).transpose("input", "time", "trial").values.astype(np.float32)
    if "label" in trials:
        labels = trials.label.transpose("time", "trial").values.astype(np.int64)
    else:
        labels = trials.target.transpose("output", "time", "trial").values.astype(np.float32)
    return Part(*(torch.from_numpy(np.ascontiguousarray(values)) for values in (inputs, labels)))


def load_probes(
    path: str | Path, parameters: Mapping, kernel_memory_mb: float, training: xr.Dataset, further: Iterable[str] = ()
) -> list[Probes]:
    """Probe and test trials of a pool, and the parts `further`, in the layout of the networks.

    One for all networks; or, if every network has data of its own, one for each network, in the order of seeds.
    """
    groups = {part: store.read(path, part) for part in ("probe", "test", *further)}
    decision_step = int(store.read(path).attrs["decision_step"])
    if "seed" not in groups["test"].inputs.dims:
        return [make_probes(groups, parameters, kernel_memory_mb, training, decision_step)]
    of_networks = [{part: trials.sel(seed=seed) for part, trials in groups.items()} for seed in training.seed.values]
    return [make_probes(own, parameters, kernel_memory_mb, training, decision_step) for own in of_networks]


def make_probes(
    groups: Mapping[str, xr.Dataset], parameters: Mapping, kernel_memory_mb: float, training: xr.Dataset, step: int
) -> Probes:
    """Probes from the parts of a pool; step: its decision step."""
    parts = {part: load_part(trials, parameters["input_channels"]) for part, trials in groups.items()}
    probe, test = parts.pop("probe"), parts.pop("test")
    architecture = learners.parts(parameters["learner"]).find("architecture").architecture
    return Probes(
        *probe,
        *test,
        further=parts,
        kernel_trials=parameters["kernel_trials"],
        decision_step=step,
        learner=parameters["learner"],
        architecture=architecture(parameters, int(training.attrs["inputs"]), int(training.attrs["outputs"])),
        last_only=parameters["output_steps"] == "last",
        trained_weights=parameters["trained_weights"],
        kernel_memory=kernel_memory_mb * 1e6,
        objective=parameters["objective"],
        objective_values=parameters,
        alpha=parameters["alpha"],
        centre=parameters["centre"],
        probe_evidence=with_evidence(groups["probe"]),
    )


def load_weights(training: xr.Dataset, probes: Probes) -> NamedTuple:
    """Weights of the probes' learner, leading axes [seed, checkpoint]."""
    kind = probes.part("weights").kind(probes.architecture)
    return kind(*(torch.from_numpy(training[f"{name}_weights"].values) for name in kind._fields))
