"""Spearman's rank correlation of many pairs of samples at once."""

import numpy as np
from scipy import stats


def spearman(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Spearman's rho along the last axis; ties share their average rank, and where a measure is constant it is 0."""
    first, second = (stats.rankdata(values, axis=-1) - (values.shape[-1] + 1) / 2 for values in (first, second))
    scale = np.sqrt((first**2).sum(-1) * (second**2).sum(-1))
    rho = np.divide((first * second).sum(-1), scale, out=np.zeros_like(scale), where=scale > 0)
    return np.clip(rho, -1.0, 1.0)
