"""Forward pass of the recurrent network."""

import torch

from richlazy.networks.recurrent.weights import Weights


def hidden_activity(weights: Weights, inputs: torch.Tensor, leak: float) -> torch.Tensor:
    """Hidden activity of one network at every step, [unit, time, trial]; inputs: [input, time, trial]."""
    return activity_from_start(weights, inputs, leak)[:, 1:]


def activity_from_start(weights: Weights, inputs: torch.Tensor, leak: float) -> torch.Tensor:
    """The same with the silent start h_0 before the first step, [unit, time + 1, trial]."""
    units = weights.recurrent.shape[0]
    steps, trials = inputs.shape[1:]
    hidden = inputs.new_zeros((units, steps + 1, trials))
    for t in range(steps):
        drive = weights.input @ inputs[:, t] + weights.recurrent @ hidden[:, t]
        hidden[:, t + 1] = torch.relu((1 - leak) * hidden[:, t] + leak * drive)
    return hidden
