"""Tangent dynamics of the recurrent network: how small perturbations of its state grow along a trajectory."""

import torch

from richlazy.networks.recurrent.weights import Weights


def tangent_growth(weights: Weights, inputs: torch.Tensor, leak: float, tangent: torch.Tensor) -> torch.Tensor:
    """Logarithm of the factor by which each step stretches a tangent vector, [time, sequence].

    inputs: [input, time, sequence]; tangent: a vector for each sequence, [unit, sequence], of any length but zero. The
    state starts from silence. A step maps the vector v to D ((1 - a) v + a W_h v), D the derivative of the ReLU units,
    and its length is set back to one. -inf from the step at which no unit that carries the vector is active; NaN in a
    sequence whose state leaves the range of numbers.
    """
    sequences = tangent.shape[1]
    state, growth = torch.zeros_like(tangent), tangent.new_empty(inputs.shape[1:])
    tangent = tangent / tangent.norm(dim=0)
    for t in range(inputs.shape[1]):
        # One product for both.
        moved = torch.cat([state, tangent], 1)
        moved = (1 - leak) * moved + leak * (weights.recurrent @ moved)
        drive = moved[:, :sequences] + leak * (weights.input @ inputs[:, t])
        active = drive > 0
        state, tangent = drive * active, moved[:, sequences:] * active
        length = tangent.norm(dim=0)
        growth[t] = length.log()
        tangent = tangent / length.where(length > 0, 1.0)
    growth[:, ~state.isfinite().all(0)] = torch.nan
    return growth
