"""Units on a ring, each connected with its neighbours."""

import numpy as np

SOURCE = "a ring of units, for example Ben-Yishai, Bar-Or & Sompolinsky 1995, PNAS 92:3844, with Gaussian weights"
DENSE = False
LABEL = "ring"
ARGUMENTS = {
    "reach": {
        "description": "How many neighbours on each side a unit is connected with, itself aside.",
        "type": "integer",
        "minimum": 1,
        "maximum": 100_000,
        "default": 3,
    },
}
ADVICE = {
    "reach": {
        "recommended": [1, 10],
        "cost": "none",
    },
}


def build(units: int, gain: float, generator: np.random.Generator, *, reach: int) -> np.ndarray:
    """gain · N(0, 1) / sqrt(number of inputs) between neighbours, [post, pre]."""
    apart = np.abs(np.arange(units)[:, None] - np.arange(units))
    near = np.minimum(apart, units - apart) <= reach
    return gain * near * generator.standard_normal((units, units)) / np.sqrt(near.sum(1, keepdims=True))
