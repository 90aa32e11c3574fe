"""Dale's law: all outgoing connections of a unit are excitatory, or all are inhibitory."""

import numpy as np

from richlazy.connectivity.dale_law import column_factors
from richlazy.connectivity.independent_connections import independent_connections
from richlazy.connectivity.song_strengths import LOG_STRENGTH_DEVIATION

SOURCE = "Rajan & Abbott 2006, Phys Rev Lett 97:188104"
DENSE = True
ARGUMENTS = {
    "base": {
        "description": "Distribution of the magnitudes; gaussian is that of absolute values, lognormal has the "
        "deviation of the logarithm that Song et al. 2005 measured.",
        "enum": ["gaussian", "uniform", "lognormal", "exponential"],
        "default": "gaussian",
    },
    "density": {
        "description": "Probability that a connection is present.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "default": 1,
    },
}
ADVICE = {
    "base": {
        "recommended": "`gaussian`, or `lognormal` as strengths are measured",
        "cost": "none",
    },
    "density": {
        "recommended": [0.1, 1],
        "reason": "cortical connections are present with about 0.1",
        "cost": "none: products are dense whatever the density",
    },
}
SHARED_ARGUMENTS = ["dale_law"]


def build(
    units: int,
    gain: float,
    generator: np.random.Generator,
    *,
    excitatory: float,
    balanced: bool,
    base: str,
    density: float,
) -> np.ndarray:
    """Magnitudes with the distribution `base` times the factor of their presynaptic unit, [post, pre].

    Excitatory columns have the mean square gain² / units of Gaussian connectivity, absent connections included.
    Self-connections are as likely as others. Raises InputError where `balanced` is set and one kind of unit is missing.
    """
    factors = column_factors(units, excitatory, balanced)
    present = independent_connections(units, density, generator)
    return gain / np.sqrt(density * units) * factors * present * MAGNITUDES[base]((units, units), generator)


def _gaussian(shape: tuple[int, int], generator: np.random.Generator) -> np.ndarray:
    return np.abs(generator.standard_normal(shape))


def _uniform(shape: tuple[int, int], generator: np.random.Generator) -> np.ndarray:
    return generator.uniform(0, np.sqrt(3), shape)


def _lognormal(shape: tuple[int, int], generator: np.random.Generator) -> np.ndarray:
    return generator.lognormal(-(LOG_STRENGTH_DEVIATION**2), LOG_STRENGTH_DEVIATION, shape)


def _exponential(shape: tuple[int, int], generator: np.random.Generator) -> np.ndarray:
    return generator.exponential(1 / np.sqrt(2), shape)


# Distributions of magnitudes, each with mean square 1.
MAGNITUDES = {"gaussian": _gaussian, "uniform": _uniform, "lognormal": _lognormal, "exponential": _exponential}
