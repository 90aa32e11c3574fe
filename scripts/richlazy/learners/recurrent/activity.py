"""Forward pass of the recurrent network."""

import torch

from richlazy.learners import read_out as linear
from richlazy.learners.recurrent.weights import Weights


def outputs(weights: Weights, inputs: torch.Tensor, leak: float) -> torch.Tensor:
    """Outputs of one network at every step, [output, time, trial]; inputs: [input, time, trial]."""
    return linear.outputs(weights.output, hidden_activity(weights, inputs, leak))


def features(weights: Weights, inputs: torch.Tensor, leak: float) -> dict[str, torch.Tensor]:
    """The hidden activity as the one layer, [unit, time, trial]."""
    return {"hidden": hidden_activity(weights, inputs, leak)}


def read_out(weights: Weights, leak: float) -> torch.Tensor:
    """The matrix that reads the outputs, [output, unit]."""
    return weights.output


def hidden_activity(weights: Weights, inputs: torch.Tensor, leak: float) -> torch.Tensor:
    """Hidden activity of one network at every step, [unit, time, trial]; inputs: [input, time, trial]."""
    return activity_from_start(weights, inputs, leak)[:, 1:]


def activity_from_start(weights: Weights, inputs: torch.Tensor, leak: float) -> torch.Tensor:
    """The same with the silent start h_0 before the first step, [unit, time + 1, trial].

    In memory a step is one block, which products write faster than rows of a larger one.
    """
    steps, trials = inputs.shape[1:]
    hidden = inputs.new_zeros((steps + 1, len(weights.recurrent), trials))
    carry, enter = carried(weights, leak), leak * weights.input
    for t in range(1, steps + 1):
        torch.mm(enter, inputs[:, t - 1], out=hidden[t])
        if t > 1:  # there is nothing to carry from silence
            hidden[t].addmm_(carry, hidden[t - 1])
        hidden[t].relu_()
    return hidden.transpose(0, 1)


def carried(weights: Weights, leak: float) -> torch.Tensor:
    """What the units carry into the next step as one matrix, (1 - a) I + a W_h, [post, pre]."""
    return (leak * weights.recurrent).diagonal_scatter(leak * weights.recurrent.diagonal() + (1 - leak))
