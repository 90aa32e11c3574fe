"""Clipping of the gradient of every network to a largest norm, for the optimisers that clip."""

import torch

# Added to the norm, so that a gradient of zeros can be divided by it, as in torch.nn.utils.clip_grad_norm_.
_SMALLEST = 1e-6


def clip_factor(gradient: torch.Tensor, clip_norm: float) -> torch.Tensor:
    """Factor [(network,) 1, 1] that scales the gradient of each network to a Frobenius norm of at most `clip_norm`.

    gradient: [(network,) ..., ...], all trained weights of a network in the last two dimensions; untrained ones are
    zero. The norm is taken over all of them, as in torch.nn.utils.clip_grad_norm_, and in float64, so that the square
    of no float32 overflows. The factor is 1 below `clip_norm`. A gradient that holds inf has the factor 0 and one that
    holds NaN the factor NaN: their product with the gradient is NaN there, so the weights become NaN and the run counts
    as diverged. It does not go on with steps of length 0.
    """
    norm = torch.linalg.vector_norm(gradient, dim=(-2, -1), keepdim=True, dtype=torch.float64)
    return (clip_norm / (norm + _SMALLEST)).clamp_(max=1).to(gradient.dtype)
