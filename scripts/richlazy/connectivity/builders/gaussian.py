"""Gaussian connectivity: independent entries of variance gain² / units."""

import numpy as np

SOURCE = "Sompolinsky, Crisanti & Sommers 1988, Phys Rev Lett 61:259"
DENSE = True
ARGUMENTS = {}


def build(units: int, gain: float, generator: np.random.Generator) -> np.ndarray:
    """gain · N(0, 1) / sqrt(units), [post, pre]."""
    return gain * generator.standard_normal((units, units)) / np.sqrt(units)
