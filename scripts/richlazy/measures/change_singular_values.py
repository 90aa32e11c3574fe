"""Largest singular values of the change W(f) - W(0): how many directions of the weights learning changed, and how
far."""

import numpy as np
import torch

from richlazy.measures.components import LEADING, leading
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "singular values of the change of the first matrix under study"
UNITS = "1"
RANGE = (0, None)
ASKS = ["studied_matrices"]
COMPONENTS = LEADING


def measure(initial: Snapshot, current: Snapshot) -> np.ndarray:
    """The ten largest singular values in descending order, [component]; NaN beyond the size of the matrix."""
    return leading(torch.linalg.svdvals(current.first_matrix - initial.first_matrix))
