"""Activation functions of the feed-forward network, with their backward passes, both in place."""

from collections.abc import Callable
from typing import NamedTuple

import torch

# Backward through ReLU in one pass: grad_input = gradient where the activity is above the threshold, else 0.
_relu_backward = torch.ops.aten.threshold_backward.grad_input


class Activation(NamedTuple):
    """apply(drive) turns a drive into activity; backward(gradient, activity) a gradient of the one into the other's."""

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
