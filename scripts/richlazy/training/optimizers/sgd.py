"""Stochastic gradient descent with momentum: v ← momentum · v + g;  P ← P - learning_rate · v.

This is PyTorch's convention without dampening.
"""

import torch

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
}
ADVICE = {
    "learning_rate": {
        "recommended": [0.001, 0.01],
        "reason": (
            "the rates of the paper's script, which takes 0.003; sgd_noise and grokking derive theirs "
            "from `temperature` and `rate_at_unit_alpha`"
        ),
        "cost": "none a step; a smaller one needs more steps",
    },
    "momentum": {
        "recommended": [0, 0.9],
        "reason": "the paper has 0.9; 0 where the theory is of plain gradient descent",
        "cost": "none",
    },
}


class Optimizer:
    """Gradient descent whose velocity is the gradient buffer itself."""

    def __init__(self, parameters: torch.Tensor, gradient: torch.Tensor, learning_rate: float, momentum: float):
        self._parameters, self._gradient = parameters, gradient
        self.keep = momentum
        self._learning_rate = learning_rate

    def update(self) -> None:
        """Move the parameters by the velocity."""
        self._parameters.add_(self._gradient, alpha=-self._learning_rate)

    def continue_from(self, other: "Optimizer", networks: int, remaining) -> None:
        """There is nothing to take over: the ensemble holds the gradient buffer."""
