"""The first change that a gradient step makes to the Gaussian start: the leading directions of the first gradient."""

import numpy as np

from richlazy.connectivity.alignment import aligned

SOURCE = (
    "gradient-aligned low-rank starts, as in proposition 1 of Liu et al. 2024, ICLR, carried over to recurrent networks"
)
DENSE = True
ARGUMENTS = {}
SHARED_ARGUMENTS = ["alignment"]
# One update, whose change is the negative gradient on the first minibatch times the learning rate.
REFERENCE = {"steps": 1, "checkpoints": [0, 1], "optimizer": "sgd"}


def build(
    units: int, gain: float, generator: np.random.Generator, *, task: str, overlap: float, learned: np.ndarray
) -> np.ndarray:
    """W(1) - W(0) of the reference as `learned` [post, pre], see `aligned`; `task` only tells which reference."""
    return aligned(learned, units, gain, overlap, generator)
