"""Weight change of a trained reference network: the initial matrix has its leading singular directions."""

import numpy as np

from richlazy.connectivity.alignment import aligned

SOURCE = (
    "task-aligned initial weights of low rank, as in proposition 1 of Liu et al. 2024, ICLR, for recurrent networks"
)
DENSE = True
ARGUMENTS = {}
SHARED_ARGUMENTS = ["alignment"]
# The reference is trained like the condition itself.
REFERENCE = {}


def build(
    units: int, gain: float, generator: np.random.Generator, *, task: str, overlap: float, learned: np.ndarray
) -> np.ndarray:
    """The matrix [post, pre] along `learned`, the change W(end) - W(0) of the reference; see `aligned`.

    The change is used, not the trained weights: these consist mostly of the random initial weights, and so do their
    leading singular directions. task: the task of the reference, which the planner uses.
    """
    return aligned(learned, units, gain, overlap, generator)
