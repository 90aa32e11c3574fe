"""Uniform connectivity with the variance of Gaussian connectivity."""

import numpy as np

SOURCE = "the variance of Sompolinsky, Crisanti & Sommers 1988, Phys Rev Lett 61:259, with uniform entries"
DENSE = True
ARGUMENTS = {}


def build(units: int, gain: float, generator: np.random.Generator) -> np.ndarray:
    """Uniform entries between ± gain · sqrt(3 / units), with variance gain² / units, [post, pre]."""
    bound = gain * np.sqrt(3 / units)
    return generator.uniform(-bound, bound, (units, units))
