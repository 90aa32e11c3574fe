"""Singular values that decay as a power of their index, with random singular vectors."""

import numpy as np
from scipy.stats import ortho_group

SOURCE = "a power law of singular values along Haar-random directions (Mezzadri 2007, Notices AMS 54:592)"
DENSE = True
ARGUMENTS = {
    "exponent": {
        "description": "The i-th singular value is proportional to i to the power of minus this; 0 makes all equal.",
        "type": "number",
        "minimum": 0,
        "maximum": 100,
        "default": 1,
    },
}
ADVICE = {
    "exponent": {
        "recommended": [0, 2],
        "reason": "0 is an even spectrum; from 1 on the first few singular values hold most of the norm",
        "cost": "none",
    },
}


def build(units: int, gain: float, generator: np.random.Generator, *, exponent: float) -> np.ndarray:
    """U diag(s) Vᵀ with s_i ∝ i^-exponent and independent, uniformly distributed orthogonal U and V, [post, pre].

    The Frobenius norm is gain · sqrt(units), the root mean square for Gaussian connectivity.
    """
    values = np.arange(1, units + 1, dtype=float) ** -exponent
    values *= gain * np.sqrt(units) / np.linalg.norm(values)
    left, right = (ortho_group.rvs(units, random_state=generator) for _ in range(2))
    return (left * values) @ right.T
