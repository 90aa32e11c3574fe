"""Treatment of the mean of all entries of a measured matrix: keep or subtract it.

The mean of a matrix of one sign causes one large eigenvalue, and hence a low effective rank whatever the rest of the
circuit. The user decides whether that eigenvalue belongs to the circuit.
"""

import numpy as np

from richlazy.errors import InputError

# Arguments of the builders with this module in SHARED_ARGUMENTS.
ARGUMENTS = {
    "mean": {
        "description": "`keep`, or `subtract` the mean of all entries.",
        "type": "string",
        "enum": ["keep", "subtract"],
        "default": "keep",
    },
}
ADVICE = {
    "mean": {
        "recommended": (
            "`keep` and `subtract` beside each other: a mean other than zero makes one large eigenvalue, "
            "and so a low effective rank"
        ),
        "cost": "none",
    },
}


# Relative rounding error of the mean of equal numbers; in pairwise summation it grows with the logarithm of the length.
_ROUNDING = 64 * np.finfo(float).eps


def keep(matrix: np.ndarray) -> np.ndarray:
    """The matrix, unchanged."""
    return matrix


def subtract(matrix: np.ndarray) -> np.ndarray:
    """The matrix minus the mean of all its entries, including absent connections and the diagonal.

    Raises InputError if all entries are equal up to rounding, since only rounding errors would be left.
    """
    centred = matrix - matrix.mean()
    if np.abs(centred).max() <= _ROUNDING * np.abs(matrix).max():
        raise InputError("mean: subtract leaves nothing of a matrix whose entries are all equal; write `mean: keep`")
    return centred


RULES = {"keep": keep, "subtract": subtract}
