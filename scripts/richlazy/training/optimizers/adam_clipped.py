"""Adam on clipped gradients: g ← g · min(1, clip_norm / ‖g‖), with the norm over all trained weights of one network.

Adam divides by the size of recent gradients, so clipping does not bound its first step; it keeps one large gradient
from filling the second moments, after which the following steps would be short.
"""

import torch

from richlazy.training.clipping import clip_factor
from richlazy.training.optimizers import adam

PARAMETERS = {
    "learning_rate": {
        "description": "Learning rate.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000,
        "float32": True,
        "default": 0.003,
        "stage": "train",
    },
    "momentum": {
        "description": "Momentum; Adam takes it as its first decay rate.",
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": 1,
        "float32": True,
        "default": 0.9,
        "stage": "train",
    },
    "clip_norm": {
        "description": "Largest norm of the gradient over all trained weights of a network; longer ones are scaled.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000000,
        "float32": True,
        "default": 1,
        "stage": "train",
    },
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
