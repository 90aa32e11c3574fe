"""The change of weights by which a reference network learned a task: its top singular directions, once truncated."""

import numpy as np

from richlazy.connectivity.alignment import aligned

SOURCE = (
    "task-aligned low-rank starts, as in proposition 1 of Liu et al. 2024, ICLR, carried over to recurrent networks"
)
DENSE = True
ARGUMENTS = {}
SHARED_ARGUMENTS = ["alignment"]
# The reference is trained as the condition is.
REFERENCE = {}


def build(
    units: int, gain: float, generator: np.random.Generator, *, task: str, overlap: float, learned: np.ndarray
) -> np.ndarray:
    """W(end) - W(0) of the reference as `learned` [post, pre], see `aligned`; `task` only tells which reference.

    The change rather than the trained weights: these still are the random start for the most part, and so are their
    top singular directions.
    """
    return aligned(learned, units, gain, overlap, generator)
