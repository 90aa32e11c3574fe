"""Uniform connectivity of the variance that Gaussian connectivity has."""

import numpy as np

SOURCE = "the variance of Sompolinsky, Crisanti & Sommers 1988, Phys Rev Lett 61:259, with uniform entries"
DENSE = True
ARGUMENTS = {}


def build(units: int, gain: float, generator: np.random.Generator) -> np.ndarray:
    """Uniform in ± gain · sqrt(3 / units), which has variance gain² / units, [post, pre]."""
    bound = gain * np.sqrt(3 / units)
    return generator.uniform(-bound, bound, (units, units))
