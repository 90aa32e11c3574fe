"""Kernel factors of the recurrent network: what its tangent kernels with respect to W_h and W_x are made of."""

import torch

from richlazy.learners.kernels import KernelFactors
from richlazy.learners.recurrent.activity import activity_from_start, carried
from richlazy.learners.recurrent.weights import Weights


def kernel_factors(weights: Weights, inputs: torch.Tensor, leak: float, last_only: bool) -> list[KernelFactors]:
    """Kernel factors of the trials in `inputs` [input, time, trial], for outputs at all steps or at the last.

    Those of W_h, then those of W_x, which receives the same gradients.
    """
    hidden = activity_from_start(weights, inputs, leak).permute(1, 2, 0).contiguous()  # [time + 1, trial, unit]
    deltas = _deltas(weights, hidden, leak, last_only)
    shown = inputs.permute(1, 2, 0).contiguous()  # [time, trial, input]
    # h_0 = 0: to the kernel of W_h, the first step adds nothing.
    return [KernelFactors(deltas, list(hidden[:-1]), first=1), KernelFactors(deltas, list(shown), first=0)]


def _deltas(weights: Weights, hidden: torch.Tensor, leak: float, last_only: bool) -> list[torch.Tensor]:
    """Per step, the gradient of each output with respect to the drive of that step, [rows, trial, unit]."""
    steps, trials = hidden.shape[0] - 1, hidden.shape[1]
    read_out = weights.output[:, None, :].expand(-1, trials, -1)
    carry, deltas = carried(weights, leak), []
    gradient = hidden.new_zeros((0, *hidden.shape[1:]))
    for s in range(steps, 0, -1):
        arriving = gradient @ carry
        if s == steps or not last_only:
            arriving = torch.cat([read_out, arriving])
        gradient = arriving * (hidden[s] > 0)
        deltas.append(leak * gradient)
    return deltas[::-1]
