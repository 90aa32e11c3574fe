"""Weights of the recurrent network and their initial values."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from richlazy.learners.layers import uniform_layers


class Weights(NamedTuple):
    """Weights of one network, or, with a leading seed axis of every tensor, of an ensemble."""

    recurrent: torch.Tensor  # [unit (post), unit (pre)]
    input: torch.Tensor  # [unit, input]
    output: torch.Tensor  # [output, unit]


_DIMS = {
    "recurrent": ("post", "pre"),
    "input": ("unit", "input"),
    "output": ("output", "unit"),
}


def kind(leak: float) -> type[Weights]:
    """Type of the weights."""
    return Weights


def dims(leak: float) -> dict[str, tuple[str, ...]]:
    """Names of the dimensions of each weight tensor."""
    return _DIMS


def initial_weights(
    matrices: np.ndarray, seeds: Sequence[int], inputs: int, outputs: int, leak: float | None = None
) -> Weights:
    """W_h from the first layer of `matrices` [seed, layer, post, pre]; W_x and W_o from the seed, so that ranks share
    them."""
    units = matrices.shape[-1]
    return Weights(
        torch.from_numpy(np.asarray(matrices[:, 0], np.float32)),
        uniform_layers("input weights", seeds, units, inputs),
        uniform_layers("output weights", seeds, outputs, units),
    )


def studied(weights: Weights, leak: float) -> list[torch.Tensor]:
    """The matrices under study, whose initial values the experiment sets: W_h."""
    return [weights.recurrent]
