"""Sparse Gaussian connectivity: connections are present independently of each other."""

import numpy as np

from richlazy.connectivity.independent_connections import independent_connections

SOURCE = "Gilbert 1959, Ann Math Stat 30:1141 (independent connections), with Gaussian weights"
DENSE = False
ARGUMENTS = {
    "density": {
        "description": "Probability that a connection is present.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "default": 0.1,
    },
}
ADVICE = {
    "density": {
        "recommended": [0.05, 1],
        "reason": "0.1 is about cortical; 1 is the Gaussian matrix",
        "cost": "none: products are dense whatever the density",
    },
}


def build(units: int, gain: float, generator: np.random.Generator, *, density: float) -> np.ndarray:
    """gain · N(0, 1) / sqrt(density · units) where a connection is present, [post, pre].

    The entries have the variance of Gaussian connectivity, gain² / units. Self-connections are as likely as others.
    Raises InputError if no connection is present.
    """
    present = independent_connections(units, density, generator)
    return gain / np.sqrt(density * units) * present * generator.standard_normal((units, units))
