"""First gradient step of a Gaussian network: the initial matrix has the leading directions of the first gradient."""

import numpy as np

from richlazy.connectivity.alignment import aligned

SOURCE = (
    "gradient-aligned initial weights of low rank, as in proposition 1 of Liu et al. 2024, ICLR, for recurrent networks"
)
DENSE = True
ARGUMENTS = {}
SHARED_ARGUMENTS = ["alignment"]
# The reference is trained for one step: its change is the negative gradient of the first minibatch, times the learning
# rate.
REFERENCE = {"steps": 1, "checkpoints": [0, 1], "optimizer": "sgd"}


def build(
    units: int, gain: float, generator: np.random.Generator, *, task: str, overlap: float, learned: np.ndarray
) -> np.ndarray:
    """The matrix [post, pre] along `learned`, the change W(1) - W(0) of the reference; see `aligned`.

    task: the task of the reference, which the planner uses.
    """
    return aligned(learned, units, gain, overlap, generator)
