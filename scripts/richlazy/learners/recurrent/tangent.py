"""Tangent dynamics of the recurrent network: growth of small perturbations of its state along a trajectory."""

import torch

from richlazy.learners.recurrent.activity import state_matrix
from richlazy.learners.recurrent.weights import Weights


def tangent_growth(weights: Weights, inputs: torch.Tensor, leak: float, tangent: torch.Tensor) -> torch.Tensor:
    """Logarithm of the factor by which each step stretches a tangent vector, [time, sequence].

    inputs: [input, time, sequence]. tangent: a vector for each sequence, [unit, sequence], of any length but zero. The
    initial state is zero. A step maps the vector v to D ((1 - a) v + a W_h v), where D is the derivative of the ReLU
    units, and normalises it to length one. -inf from the step at which the vector becomes zero, because all its units
    are zero; NaN in a sequence whose state overflows.
    """
    # Sequences are rows, and states and vectors form one matrix: thin products in float64 are twice as fast this way.
    state_map = state_matrix(weights, leak).T.contiguous()
    drives = inputs.permute(1, 2, 0) @ (leak * weights.input.T)  # [time, sequence, unit]
    both = torch.stack([torch.zeros_like(tangent.T), tangent.T / tangent.T.norm(dim=1, keepdim=True)])
    lengths = tangent.new_empty(inputs.shape[1:])
    for drive, length in zip(drives, lengths, strict=True):
        both = (both.flatten(0, 1) @ state_map).view_as(both)
        both[0] += drive
        both *= both[0] > 0
        torch.linalg.vector_norm(both[1], dim=1, out=length)
        both[1] /= length.where(length > 0, 1.0).unsqueeze(1)
    growth = lengths.log_()
    growth[:, ~both[0].isfinite().all(1)] = torch.nan
    return growth
