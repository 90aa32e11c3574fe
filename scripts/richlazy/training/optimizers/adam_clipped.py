"""Adam on clipped gradients: g ← g · min(1, clip_norm / ‖g‖), with the norm over all trained weights of one network.

Adam divides by the size of recent gradients, so clipping does not bound its first step; it keeps one large gradient
from filling the second moments, after which the following steps would be short.
"""

import torch

from richlazy.training.clipping import clip_factor
from richlazy.training.optimizers import adam

PARAMETERS = {
    "learning_rate": "optimizer sgd",
    "momentum": "optimizer sgd",
    "clip_norm": "optimizer sgd_clipped",
}


class Optimizer(adam.Optimizer):
    """Adam whose gradient is clipped before its moments are updated."""

    def __init__(
        self,
        parameters: torch.Tensor,
        gradient: torch.Tensor,
        learning_rate: float,
        momentum: float,
        clip_norm: float,
    ):
        super().__init__(parameters, gradient, learning_rate, momentum)
        self._clip_norm = clip_norm

    def update(self) -> None:
        """Clip the gradient and make one Adam step; the gradient is overwritten."""
        self._gradient.mul_(clip_factor(self._gradient, self._clip_norm))
        super().update()
