"""Forward pass of the feed-forward network."""

import torch

from richlazy.learners import read_out as linear
from richlazy.learners.feedforward.architecture import Architecture
from richlazy.learners.feedforward.weights import Weights


def outputs(weights: Weights, inputs: torch.Tensor, architecture: Architecture) -> torch.Tensor:
    """Outputs of one network, [output, time, trial]; inputs: [input, time, trial], one step."""
    return linear.outputs(weights.output, hidden_activity(weights, inputs, architecture))


def features(weights: Weights, inputs: torch.Tensor, architecture: Architecture) -> dict[str, torch.Tensor]:
    """Activities h_1 ... h_L of the hidden layers, each [unit, time, trial]."""
    _, *layers = layer_activity(weights, inputs[:, 0], architecture)
    return {f"layer {number}": activity[:, None] for number, activity in enumerate(layers, 1)}


def read_out(weights: Weights, architecture: Architecture) -> torch.Tensor:
    """The read-out weights, [output, unit]."""
    return weights.output


def hidden_activity(weights: Weights, inputs: torch.Tensor, architecture: Architecture) -> torch.Tensor:
    """Activity h_L of the last hidden layer, [unit, time, trial]; inputs: [input, time, trial], one step."""
    return layer_activity(weights, inputs[:, 0], architecture)[-1][:, None]


def layer_activity(weights: Weights, inputs: torch.Tensor, architecture: Architecture) -> list[torch.Tensor]:
    """Activities h_0 ... h_L of all layers, each [unit, trial]; inputs: [input, trial]."""
    activity = [weights.embedding @ inputs]
    for matrix in weights.hidden:
        activity.append(architecture.activation.apply(matrix @ activity[-1]))
    return activity
