"""Fixed random weights that bring errors back to the units, in the place of transposed forward weights."""

from collections.abc import Sequence

import torch

from richlazy import randomness
from richlazy.learners.layers import uniform_layers


def draw_output_feedback(like: torch.Tensor, seeds: Sequence[int]) -> torch.Tensor:
    """B [(network,) unit, output], for W_oᵀ (Lillicrap et al. 2016); a stream of its own for each seed.

    like: W_oᵀ of the networks, for shape, type and device. The entries have the distribution of the initial W_o, so
    that errors come back with the size that they have with W_oᵀ before training, and are independent of it.
    """
    units, outputs = like.shape[-2:]
    drawn = uniform_layers("feedback weights", seeds, outputs, units).mT.reshape(like.shape)
    return drawn.to(like).contiguous()


def draw_recurrent_feedback(like: torch.Tensor, seeds: Sequence[int]) -> torch.Tensor:
    """C [(network,) unit, unit], for W_hᵀ: entries N(0, 1 / units), of spectral radius about 1 at any initial weights.

    like: W_h of the networks, for shape, type and device.
    """
    units = like.shape[-1]
    drawn = [randomness.generator("recurrent feedback weights", seed).standard_normal((units, units)) for seed in seeds]
    tensor = torch.stack([torch.from_numpy(one) for one in drawn]) / units**0.5
    return tensor.reshape(like.shape).to(like).contiguous()
