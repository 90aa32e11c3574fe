"""Random connections that are present independently of each other."""

import numpy as np

from richlazy.errors import InputError


def independent_connections(units: int, density: float, generator: np.random.Generator) -> np.ndarray:
    """Booleans (units, units), each true with probability `density`. Raises InputError if all are false."""
    present = generator.random((units, units)) < density
    if not present.any():
        raise InputError(
            f"density: {density} leaves none of the {units**2} connections of {units} units; write a larger one, up "
            "to `density: 1`"
        )
    return present
