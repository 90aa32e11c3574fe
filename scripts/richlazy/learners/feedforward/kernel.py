"""Kernel factors of the feed-forward network, for its tangent kernels with respect to each W_l."""

import torch

from richlazy.learners.feedforward.activity import layer_activity
from richlazy.learners.feedforward.architecture import Architecture
from richlazy.learners.feedforward.weights import Weights
from richlazy.learners.kernels import KernelFactors


def kernel_factors(
    weights: Weights, inputs: torch.Tensor, architecture: Architecture, last_only: bool
) -> list[KernelFactors]:
    """Kernel factors of the trials `inputs` [input, time, trial], one for each layer; there is only one step."""
    activity = [layer.T.contiguous() for layer in layer_activity(weights, inputs[:, 0], architecture)]
    backward, trials = architecture.activation.backward, inputs.shape[-1]
    arriving = weights.output[:, None, :].repeat(1, trials, 1)
    layers: list[KernelFactors] = []
    for matrix, before, after in zip(weights.hidden.flip(0), activity[-2::-1], activity[:0:-1], strict=True):
        delta = backward(arriving, after.expand_as(arriving))
        layers.append(KernelFactors([delta], [before], first=0))
        arriving = delta @ matrix
    return layers[::-1]
