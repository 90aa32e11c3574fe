"""Adam (Kingma & Ba 2015) with a learning rate that rises linearly over the first steps.

Its first steps are otherwise as long as all others, whatever the size of the gradient, while the moments are those of a
few minibatches.
"""

import torch
from richlazy.training.optimizers import adam

PARAMETERS = {
    "learning_rate": "optimizer sgd",
    "momentum": "optimizer sgd",
    "warmup_steps": {
        "description": "Number of first updates over which `adam_warmed_up` raises its learning rate in equal parts to "
        "`learning_rate`; 0 and 1 leave it as it is.",
        "unit": "steps",
        "type": "integer",
        "minimum": 0,
        "maximum": 1000000000,
        "default": 100,
        "stage": "train",
    },
}
ADVICE = {
    "warmup_steps": {
        "recommended": [0, 100],
        "reason": "up to a twentieth of the 2000 steps of the study in_context",
        "cost": "none",
    },
}


class Optimizer(adam.Optimizer):
    """Adam whose update n has the learning rate `learning_rate` · min(1, n / warmup_steps)."""

    def __init__(
        self,
        parameters: torch.Tensor,
        gradient: torch.Tensor,
        learning_rate: float,
        momentum: float,
        warmup_steps: int,
    ):
        super().__init__(parameters, gradient, learning_rate, momentum)
        self._whole_rate, self._warmup = self._learning_rate.clone(), max(1, warmup_steps)

    def update(self) -> None:
        """Raise the learning rate and make one Adam step; the gradient is overwritten."""
        share = ((self._updates + 1) / self._warmup).clamp_(max=1)
        torch.mul(self._whole_rate, share, out=self._learning_rate)
        super().update()
