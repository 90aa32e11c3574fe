"""Strengths of connections between pyramidal cells: the log-normal fit of Song et al. 2005 (PLoS Biol 3:e68)."""

import numpy as np

# Mean and standard deviation of the natural logarithm of the EPSP in mV.
LOG_STRENGTH_MEAN = -0.702
LOG_STRENGTH_DEVIATION = 0.93552


def strengths(shape: tuple[int, int], generator: np.random.Generator) -> np.ndarray:
    """Log-normal strengths in mV."""
    return generator.lognormal(LOG_STRENGTH_MEAN, LOG_STRENGTH_DEVIATION, shape)
