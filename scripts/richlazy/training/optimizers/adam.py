"""Adam (Kingma & Ba 2015), with `momentum` as its first decay rate and the usual second rate and epsilon."""

import torch

from richlazy.learners.ensembles import select_networks

PARAMETERS = {
    "learning_rate": "optimizer sgd",
    "momentum": "optimizer sgd",
}
ADVICE = {
    "learning_rate": {
        "recommended": [0.001, 0.003],
        "reason": "0.001 is customary; steps of Adam at 0.003 are larger than those of `sgd`",
        "cost": "none a step; a smaller one needs more steps",
    },
    "momentum": {
        "recommended": [0.9, 0.9],
        "reason": "the customary first decay rate",
        "cost": "none",
    },
}
_SECOND_DECAY = 0.999
_EPSILON = 1e-8


class Optimizer:
    """Adam, with the first and second moments of the gradient in tensors of their own."""

    def __init__(self, parameters: torch.Tensor, gradient: torch.Tensor, learning_rate: float, momentum: float):
        self._parameters, self._gradient = parameters, gradient
        self.keep = 0.0
        self._decay = momentum
        self._mean, self._square = torch.zeros_like(parameters), torch.zeros_like(parameters)
        self._scale = torch.empty_like(parameters)
        # Values that change between updates are tensors on the device of the weights, so that a GPU can replay updates.
        self._learning_rate, self._decays, self._updates = (
            torch.tensor(value, dtype=torch.float64, device=parameters.device)
            for value in (learning_rate, (momentum, _SECOND_DECAY), 0)
        )

    def update(self) -> None:
        """Make one bias-corrected Adam step; the gradient is overwritten."""
        self._updates += 1
        first_correction, second_correction = 1 - self._decays**self._updates
        self._mean.lerp_(self._gradient, 1 - self._decay)
        self._square.mul_(_SECOND_DECAY).addcmul_(self._gradient, self._gradient, value=1 - _SECOND_DECAY)
        torch.div(self._square, second_correction, out=self._scale).sqrt_().add_(_EPSILON)
        step = torch.mul(self._mean, self._learning_rate / first_correction, out=self._gradient)
        self._parameters.addcdiv_(step, self._scale, value=-1)

    def continue_from(self, other: "Optimizer", networks: int, remaining) -> None:
        """Take over the moments of the networks `remaining` of a larger ensemble of `networks`."""
        self._updates.copy_(other._updates)
        self._mean.copy_(select_networks(other._mean, networks, remaining).reshape(self._mean.shape))
        self._square.copy_(select_networks(other._square, networks, remaining).reshape(self._square.shape))
