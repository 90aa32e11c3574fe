"""Vector measures: one value for each of the leading components (singular triplets) of a matrix."""

import numpy as np
import torch

# Number of leading components.
LEADING = 10


def leading(values: torch.Tensor) -> np.ndarray:
    """The first LEADING of `values`, [component], padded with NaN."""
    padded = np.full(LEADING, np.nan)
    padded[: len(values)] = values[:LEADING].numpy()
    return padded
