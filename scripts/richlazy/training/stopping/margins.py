"""Stop when every training trial has a margin of at least one: the hinge loss and its gradient are then zero.

The margin is alpha · y · f with targets y = ±1, or alpha · y · (f − f₀) with centred outputs.
"""

import numpy as np
import torch

PARAMETERS = {
    "stopping_interval": {
        "description": (
            "Steps between two checks of the stopping rule; a check takes a forward pass of all trials that it "
            "evaluates."
        ),
        "unit": "steps",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000000000,
        "default": 100,
        "stage": "train",
    },
}
ADVICE = {
    "stopping_interval": {
        "recommended": [100, 1000],
        "reason": "the step of the end is known no better than this",
        "cost": "a forward pass of the trials that are looked at, every so many steps",
    },
}
PART = "training"
OBJECTIVES = ["hinge"]
EXAMPLE = {"parameters": {"objective": "hinge"}}
LONG_NAME = "all margins reached one"


class Stopping:
    """Stops each network by its margins at the present check; it has no state."""

    def __init__(self, networks: int, stopping_interval: int):
        self.every = stopping_interval

    def check(self, loss: np.ndarray, outputs: torch.Tensor, targets: torch.Tensor) -> np.ndarray:
        """Whether the smallest margin of each network is at least one, bool [network]; false for NaN."""
        return ((outputs * targets).flatten(1).amin(1) >= 1).cpu().numpy()

    def continue_from(self, other: "Stopping", remaining) -> None:
        """There is no state to take over."""
