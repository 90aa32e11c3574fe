"""Stop when every training trial has a margin of at least one: the network fits, and no gradient of the hinge is left.

The margin is alpha · y · (f − f₀) where outputs are centred, else alpha · y · f, with targets y = ±1.
"""

import numpy as np
import torch

PARAMETERS = {
    "stopping_interval": {
        "description": (
            "Steps between two looks at whether a network stops; a look takes a forward pass of all trials that it "
            "looks at."
        ),
        "unit": "steps",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000000000,
        "default": 100,
        "stage": "train",
    },
}
PART = "training"
OBJECTIVES = ["hinge"]
EXAMPLE = {"parameters": {"objective": "hinge"}}
LONG_NAME = "all margins reached one"


class Stopping:
    """Looks at each network by itself; nothing is carried from look to look."""

    def __init__(self, networks: int, stopping_interval: int):
        self.every = stopping_interval

    def look(self, loss: np.ndarray, outputs: torch.Tensor, targets: torch.Tensor) -> np.ndarray:
        """Networks whose smallest margin is at least one; NaN is none."""
        return ((outputs * targets).flatten(1).amin(1) >= 1).cpu().numpy()

    def continue_from(self, other: "Stopping", kept) -> None:
        """Nothing to take over."""
