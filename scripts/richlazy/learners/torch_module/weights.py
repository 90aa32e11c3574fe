"""Weights of a torch module: its parameters, and their initial values."""

from collections import namedtuple
from collections.abc import Sequence

import numpy as np
import torch

from richlazy import randomness
from richlazy.errors import InputError
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.checks import check_module


def kind(architecture: Architecture) -> type:
    """Type of the weights: a named tuple of all parameters, also those that are not trained."""
    return namedtuple("Weights", architecture.fields.values())


def dims(architecture: Architecture) -> dict[str, tuple[str, ...]]:
    """Names of the dimensions of each weight tensor; every parameter has its own, since sizes differ."""
    names = {}
    for name, values in architecture.network.named_parameters():
        field = architecture.fields[name]
        ends = ("post", "pre", *range(3, values.ndim + 1)) if values.ndim > 1 else ("unit",)
        names[field] = tuple(f"{field}_{end}" for end in ends[: values.ndim])
    return names


def initial_weights(
    matrices: np.ndarray | None, seeds: Sequence[int], inputs: int, outputs: int, architecture: Architecture
) -> tuple:
    """Weights that the module draws from each seed; if STAGES says so, matrices under study are those in `matrices`.

    matrices: [seed, layer, post, pre], one layer for each name in STUDIED. Raises InputError for a module that fails
    `check_module`, and for matrices that do not fit.
    """
    check_module(architecture)
    check_draws(architecture, seeds[0])
    drawn = [_draw(architecture, seed) for seed in seeds]
    weights = {name: torch.stack([one[name] for one in drawn]) for name in architecture.fields}
    if "connectivity" in getattr(architecture.file, "STAGES", []):
        weights |= _given(matrices, architecture)
    return kind(architecture)(*weights.values())


def check_draws(architecture: Architecture, seed: int = 0) -> None:
    """Raise InputError for a module that draws other weights when it is made again under the same seed."""
    for again, once in zip(_draw(architecture, seed).values(), _draw(architecture, seed).values(), strict=True):
        if not torch.equal(again, once):
            raise InputError(
                f"{architecture.source}: two networks of one seed start with different weights; draw them with "
                "PyTorch's generator: write for example `torch.nn.init.normal_(weight)`"
            )


def check_units(architecture: Architecture, units: int) -> None:
    """Raise InputError for a matrix under study that has not the size of initial matrices of so many units."""
    for name in architecture.studied:
        shape = list(architecture.network.get_parameter(name).shape)
        if shape != [units, units]:
            raise InputError(
                f"{architecture.source}: STUDIED: the parameter {name} is {' × '.join(map(str, shape))}, and the "
                f"initial matrices are {units} × {units}; make it of `hidden` units, or write `hidden: {shape[0]}`"
            )


def studied(weights: tuple, architecture: Architecture) -> list[torch.Tensor]:
    """The matrices under study of one network, [post, pre]; dimensions beyond the first are joined."""
    by_name = architecture.by_name(weights)
    return [by_name[name].flatten(1) for name in architecture.studied]


def _draw(architecture: Architecture, seed: int) -> dict[str, torch.Tensor]:
    words = randomness.seed_sequence("module weights", seed).generate_state(1, np.uint64)
    return {name: values.detach() for name, values in architecture.build(int(words[0])).named_parameters()}


def _given(matrices: np.ndarray, architecture: Architecture) -> dict[str, torch.Tensor]:
    names, layers = architecture.studied, matrices.shape[1]
    if len(names) != layers:
        raise InputError(
            f"{architecture.source}: STUDIED: found {len(names)} names for {layers} initial matrices; name as many "
            "parameters as there are layers"
        )
    check_units(architecture, matrices.shape[-1])
    return {name: torch.from_numpy(np.array(matrices[:, layer], np.float32)) for layer, name in enumerate(names)}
