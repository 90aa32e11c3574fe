"""Activation functions of the feed-forward network and their backward passes, both in place."""

from collections.abc import Callable
from typing import NamedTuple

import torch

# Backward pass of ReLU in one operation: the gradient where the activity is above the threshold, 0 elsewhere.
_relu_backward = torch.ops.aten.threshold_backward.grad_input


class Activation(NamedTuple):
    """apply(drive) gives the activity; backward(gradient, activity) gives the gradient with respect to the drive."""

    apply: Callable[[torch.Tensor], torch.Tensor]
    backward: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def _relu(drive: torch.Tensor) -> torch.Tensor:
    return drive.clamp_min_(0)


def _backward_through_relu(gradient: torch.Tensor, activity: torch.Tensor) -> torch.Tensor:
    return _relu_backward(gradient, activity, 0, grad_input=gradient)


def _identity(drive: torch.Tensor) -> torch.Tensor:
    return drive


def _backward_through_identity(gradient: torch.Tensor, activity: torch.Tensor) -> torch.Tensor:
    return gradient


ACTIVATIONS = {
    "relu": Activation(_relu, _backward_through_relu),
    "linear": Activation(_identity, _backward_through_identity),
}
