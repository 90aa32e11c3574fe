"""Label noise of a regression: Gaussian numbers are added to the targets of every minibatch.

Fresh noise at every step, as in the theory of label noise SGD (Blanc, Gupta, Valiant & Valiant 2020, COLT, arXiv
1904.09080).
"""

import numpy as np
import torch

TAKES = ["regression"]
PARAMETERS = {
    "target_deviation": {
        "description": "Standard deviation of the noise, in the units of the targets.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000,
        "default": 0.1,
        "stage": "train",
    },
}
ADVICE = {
    "target_deviation": {
        "recommended": [0.1, 1],
        "reason": "in units of the targets: 1 is as large as a target of variance 1",
        "cost": "a random number for each target of a minibatch",
    },
}


def add(targets: torch.Tensor, generator: np.random.Generator, target_deviation: float) -> None:
    """Add independent normal numbers of this standard deviation to all targets."""
    noise = torch.from_numpy(generator.standard_normal(tuple(targets.shape)))
    targets.add_(noise.to(targets.device, targets.dtype), alpha=target_deviation)
