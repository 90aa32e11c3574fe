"""Forward pass of the recurrent network."""

import torch

from richlazy.learners import read_out as linear
from richlazy.learners.recurrent.weights import Weights


def outputs(weights: Weights, inputs: torch.Tensor, leak: float) -> torch.Tensor:
    """Outputs of one network at every step, [output, time, trial]; inputs: [input, time, trial]."""
    return linear.outputs(weights.output, hidden_activity(weights, inputs, leak))


def features(weights: Weights, inputs: torch.Tensor, leak: float) -> dict[str, torch.Tensor]:
    """The hidden activity, the only layer, [unit, time, trial]."""
    return {"hidden": hidden_activity(weights, inputs, leak)}


def read_out(weights: Weights, leak: float) -> torch.Tensor:
    """The read-out weights, [output, unit]."""
    return weights.output


def hidden_activity(weights: Weights, inputs: torch.Tensor, leak: float) -> torch.Tensor:
    """Hidden activity of one network at every step, [unit, time, trial]; inputs: [input, time, trial]."""
    return activity_with_initial_state(weights, inputs, leak)[:, 1:]


def activity_with_initial_state(weights: Weights, inputs: torch.Tensor, leak: float) -> torch.Tensor:
    """The same with the initial state h_0 = 0 before the first step, [unit, time + 1, trial].

    In memory each step is contiguous, which matrix products write faster than rows of a larger array.
    """
    steps, trials = inputs.shape[1:]
    hidden = inputs.new_zeros((steps + 1, len(weights.recurrent), trials))
    state_map, input_map = state_matrix(weights, leak), leak * weights.input
    for t in range(1, steps + 1):
        torch.mm(input_map, inputs[:, t - 1], out=hidden[t])
        if t > 1:  # h_0 is zero
            hidden[t].addmm_(state_map, hidden[t - 1])
        hidden[t].relu_()
    return hidden.transpose(0, 1)


def state_matrix(weights: Weights, leak: float) -> torch.Tensor:
    """The matrix from one state to the drive of the next, (1 - a) I + a W_h, [post, pre]."""
    return (leak * weights.recurrent).diagonal_scatter(leak * weights.recurrent.diagonal() + (1 - leak))
