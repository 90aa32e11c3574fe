"""Kernel factors of the recurrent network, for its tangent kernels with respect to W_h and W_x."""

import torch

from richlazy.learners.kernels import KernelFactors
from richlazy.learners.recurrent.activity import activity_with_initial_state, state_matrix
from richlazy.learners.recurrent.weights import Weights


def kernel_factors(weights: Weights, inputs: torch.Tensor, leak: float, last_only: bool) -> list[KernelFactors]:
    """Kernel factors of the trials `inputs` [input, time, trial], for outputs at all steps or at the last.

    Those of W_h, then those of W_x; both have the same deltas.
    """
    hidden = activity_with_initial_state(weights, inputs, leak).permute(1, 2, 0).contiguous()  # [time + 1, trial, unit]
    deltas = _deltas(weights, hidden, leak, last_only)
    by_step = inputs.permute(1, 2, 0).contiguous()  # [time, trial, input]
    # The first step does not contribute to the kernel of W_h, since h_0 = 0.
    return [KernelFactors(deltas, list(hidden[:-1]), first=1), KernelFactors(deltas, list(by_step), first=0)]


def _deltas(weights: Weights, hidden: torch.Tensor, leak: float, last_only: bool) -> list[torch.Tensor]:
    """For each step, the gradient of each output with respect to the drive of that step, [rows, trial, unit]."""
    steps, trials = hidden.shape[0] - 1, hidden.shape[1]
    read_out = weights.output[:, None, :].expand(-1, trials, -1)
    state_map, deltas = state_matrix(weights, leak), []
    gradient = hidden.new_zeros((0, *hidden.shape[1:]))
    for s in range(steps, 0, -1):
        arriving = gradient @ state_map
        if s == steps or not last_only:
            arriving = torch.cat([read_out, arriving])
        gradient = arriving * (hidden[s] > 0)
        deltas.append(leak * gradient)
    return deltas[::-1]
