"""Initial input and output weights, which written-out networks draw from the seed."""

from collections.abc import Sequence

import numpy as np
import torch

from richlazy import randomness


def uniform_layer(generator: np.random.Generator, fan_out: int, fan_in: int) -> np.ndarray:
    """Uniform weights between ±1/sqrt(fan_in), [fan_out, fan_in], float32 (the paper's input and output layers)."""
    bound = 1 / np.sqrt(fan_in)
    return generator.uniform(-bound, bound, (fan_out, fan_in)).astype(np.float32)


def uniform_layers(purpose: str, seeds: Sequence[int], fan_out: int, fan_in: int) -> torch.Tensor:
    """A `uniform_layer` for each seed, [seed, fan_out, fan_in]; all networks of a seed share it."""
    layers = [uniform_layer(randomness.generator(purpose, seed), fan_out, fan_in) for seed in seeds]
    return torch.from_numpy(np.stack(layers))
