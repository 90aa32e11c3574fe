"""Continuous-time rate network with ReLU units and no biases (paper, experiment of figure 1).

    h_t = ReLU((1 - a) h_{t-1} + a (W_x x_t + W_h h_{t-1})),    y_t = W_o h_t,    a = dt / tau,    h_0 = 0.

Arrays are unit-major: inputs are [input, time, trial], hidden activity is [unit, time, trial], outputs are
[output, time, trial]. One layout everywhere makes each step a product of one matrix with contiguous columns.
"""

from typing import NamedTuple

import numpy as np
import torch


class Weights(NamedTuple):
    """Weights of one network, or of an ensemble when every tensor has a leading seed axis."""

    recurrent: torch.Tensor  # [unit (post), unit (pre)]
    input: torch.Tensor  # [unit, input]
    output: torch.Tensor  # [output, unit]


def uniform_layer(generator: np.random.Generator, fan_out: int, fan_in: int) -> np.ndarray:
    """Uniform weights in ±1/sqrt(fan_in), shape [fan_out, fan_in], float32 (paper's input and output layers)."""
    bound = 1 / np.sqrt(fan_in)
    return generator.uniform(-bound, bound, (fan_out, fan_in)).astype(np.float32)


def hidden_activity(weights: Weights, inputs: torch.Tensor, leak: float) -> torch.Tensor:
    """Hidden activity of one network, [unit, time + 1, trial]; index 0 is the silent start.

    inputs: [input, time, trial]; leak: a = dt / tau in (0, 1].
    """
    units = weights.recurrent.shape[0]
    steps, trials = inputs.shape[1:]
    hidden = inputs.new_zeros((units, steps + 1, trials))
    for t in range(steps):
        drive = weights.input @ inputs[:, t] + weights.recurrent @ hidden[:, t]
        hidden[:, t + 1] = torch.relu((1 - leak) * hidden[:, t] + leak * drive)
    return hidden


def outputs(weights: Weights, hidden: torch.Tensor) -> torch.Tensor:
    """Outputs y_t = W_o h_t for every step, [output, time, trial], from `hidden_activity`."""
    return torch.einsum("on,ntb->otb", weights.output, hidden[:, 1:])
