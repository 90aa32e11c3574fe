"""Forward pass of the feed-forward network."""

import torch

from richlazy.learners.feedforward.architecture import Architecture
from richlazy.learners.feedforward.weights import Weights


def hidden_activity(weights: Weights, inputs: torch.Tensor, architecture: Architecture) -> torch.Tensor:
    """Activity h_L of the last hidden layer, [unit, time, trial]; inputs: [input, time, trial], one step."""
    return layer_activity(weights, inputs[:, 0], architecture)[-1][:, None]


def layer_activity(weights: Weights, inputs: torch.Tensor, architecture: Architecture) -> list[torch.Tensor]:
    """Activities h_0 ... h_L of all layers, each [unit, trial]; inputs: [input, trial]."""
    activity = [weights.embedding @ inputs]
    for matrix in weights.hidden:
        activity.append(architecture.activation.apply(matrix @ activity[-1]))
    return activity
