"""Weights of the feed-forward network and their initial values."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from richlazy import randomness
from richlazy.errors import InputError
from richlazy.learners.feedforward.architecture import Architecture
from richlazy.learners.layers import uniform_layers


class Weights(NamedTuple):
    """Weights of one network, or, with a leading seed axis of every tensor, of an ensemble. E is not trained."""

    hidden: torch.Tensor  # W_1 ... W_L, [layer, unit (post), unit (pre)]
    embedding: torch.Tensor  # E, [unit, input]
    output: torch.Tensor  # W_o, [output, unit]


_DIMS = {
    "hidden": ("layer", "post", "pre"),
    "embedding": ("unit", "input"),
    "output": ("output", "unit"),
}


def kind(architecture: Architecture) -> type[Weights]:
    """Type of the weights."""
    return Weights


def dims(architecture: Architecture) -> dict[str, tuple[str, ...]]:
    """Names of the dimensions of each weight tensor."""
    return _DIMS


def initial_weights(
    matrices: np.ndarray, seeds: Sequence[int], inputs: int, outputs: int, architecture: Architecture | None = None
) -> Weights:
    """W_l from `matrices` [seed, layer, post, pre]; E and W_o from the seed, shared by all ranks and depths.

    Raises InputError for more inputs than units.
    """
    units = matrices.shape[-1]
    return Weights(
        torch.from_numpy(np.asarray(matrices, np.float32)),
        torch.from_numpy(np.stack([isometry(randomness.generator("embedding", s), units, inputs) for s in seeds])),
        uniform_layers("output weights", seeds, outputs, units),
    )


def isometry(generator: np.random.Generator, units: int, inputs: int) -> np.ndarray:
    """Random matrix [unit, input] with orthonormal columns, uniformly distributed, float32.

    Raises InputError for more inputs than units.
    """
    if inputs > units:
        raise InputError(
            f"hidden: {units} units cannot hold the {inputs} inputs of the task; a feed-forward network embeds them in "
            f"the space of its units; write `hidden: {inputs}` or more"
        )
    columns, triangle = np.linalg.qr(generator.standard_normal((units, inputs)))
    # The signs make the distribution uniform: those of the QR decomposition are a convention.
    return (columns * np.sign(np.diag(triangle))).astype(np.float32)


def studied(weights: Weights, architecture: Architecture) -> list[torch.Tensor]:
    """The matrices under study, whose initial values the experiment sets: W_1, or all W_l."""
    return list(weights.hidden[architecture.studied])
