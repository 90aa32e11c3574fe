"""Gaussian connectivity with gain."""

import numpy as np


def build(units: int, gain: float, generator: np.random.Generator) -> np.ndarray:
    """gain · N(0, 1) / sqrt(units), [post, pre] (Sompolinsky, Crisanti & Sommers 1988)."""
    return gain * generator.standard_normal((units, units)) / np.sqrt(units)
