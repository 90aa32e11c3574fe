"""Gradient descent with momentum on clipped gradients: g ← g · min(1, clip_norm / ‖g‖);  v ← momentum · v + g;
P ← P - learning_rate · v.

‖g‖ is the norm over all trained weights of one network. No step is longer than learning_rate · clip_norm /
(1 - momentum), however large the loss: a network whose activity grows in every time step takes short steps down in the
place of one step that ends in infinite weights.
"""

import torch

from richlazy.learners.ensembles import select_networks
from richlazy.training.clipping import clip_factor

PARAMETERS = {
    "learning_rate": "optimizer sgd",
    "momentum": "optimizer sgd",
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
ADVICE = {
    "clip_norm": {
        "recommended": [1, 3],
        "reason": "3 for measured circuits at equal Frobenius norm, 1 for learning rules",
        "cost": "one norm of the gradient and a product with it at every step",
    },
}


class Optimizer:
    """Gradient descent with a velocity of its own: the gradient buffer holds the gradient alone, which is clipped."""

    def __init__(
        self,
        parameters: torch.Tensor,
        gradient: torch.Tensor,
        learning_rate: float,
        momentum: float,
        clip_norm: float,
    ):
        self._parameters, self._gradient = parameters, gradient
        self.keep = 0.0
        self._learning_rate, self._momentum, self._clip_norm = learning_rate, momentum, clip_norm
        self._velocity = torch.zeros_like(parameters)

    def update(self) -> None:
        """Move the parameters by the velocity; the gradient is overwritten by the clipped one."""
        self._gradient.mul_(clip_factor(self._gradient, self._clip_norm))
        self._velocity.mul_(self._momentum).add_(self._gradient)
        self._parameters.add_(self._velocity, alpha=-self._learning_rate)

    def continue_from(self, other: "Optimizer", networks: int, remaining) -> None:
        """Take over the velocities of the networks `remaining` of a larger ensemble of `networks`."""
        self._velocity.copy_(select_networks(other._velocity, networks, remaining).reshape(self._velocity.shape))
