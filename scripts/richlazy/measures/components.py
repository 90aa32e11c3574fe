"""Measures that are vectors, with a value for each of the leading components (singular triplets) of a matrix."""

import numpy as np
import torch

# How many components lead.
LEADING = 10


def leading(values: torch.Tensor) -> np.ndarray:
    """The first LEADING of `values`, [component], with NaN in the place of those that are missing."""
    found = np.full(LEADING, np.nan)
    found[: len(values)] = values[:LEADING].numpy()
    return found
