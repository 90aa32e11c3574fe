"""Kernel factors of the recurrent network: what its tangent kernel with respect to W_h is made of."""

import torch

from richlazy.kernels import KernelFactors
from richlazy.networks.recurrent import Weights, hidden_activity


def kernel_factors(weights: Weights, inputs: torch.Tensor, leak: float, last_only: bool) -> KernelFactors:
    """Kernel factors of the trials in `inputs` [input, time, trial], for outputs at all steps or at the last."""
    hidden = hidden_activity(weights, inputs, leak).permute(1, 2, 0).contiguous()  # [time + 1, trial, unit]
    steps, trials = inputs.shape[1:]
    read_out = weights.output[:, None, :].expand(-1, trials, -1)
    deltas: list[torch.Tensor] = []
    carried = hidden.new_zeros((0, *hidden.shape[1:]))
    for s in range(steps, 0, -1):
        arriving = (1 - leak) * carried + leak * (carried @ weights.recurrent)
        if s == steps or not last_only:
            arriving = torch.cat([read_out, arriving])
        carried = arriving * (hidden[s] > 0)
        deltas.append(leak * carried)
    return KernelFactors(deltas[::-1], list(hidden[:-1]))
