"""What is done with the mean of all entries of a measured matrix.

A matrix of one sign has one large eigenvalue that its mean alone makes, and hence a low effective rank whatever else
its structure is. Whether that eigenvalue belongs to the structure is for the user to say.
"""

import numpy as np

from richlazy.errors import InputError

# Shared by the builders that name this module in SHARED_ARGUMENTS.
ARGUMENTS = {
    "mean": {
        "description": "`keep`, or `subtract` the mean of all entries.",
        "type": "string",
        "enum": ["keep", "subtract"],
        "default": "keep",
    },
}


# Of the mean of equal numbers, relative to them: a sum by halves errs by the logarithm of its length.
_ROUNDING = 64 * np.finfo(float).eps


def keep(matrix: np.ndarray) -> np.ndarray:
    """The matrix as it is."""
    return matrix


def subtract(matrix: np.ndarray) -> np.ndarray:
    """The matrix minus the mean of all its entries, absent connections and the diagonal included.

    Raises InputError where all entries are equal up to rounding, since nothing but rounding errors would be left.
    """
    centred = matrix - matrix.mean()
    if np.abs(centred).max() <= _ROUNDING * np.abs(matrix).max():
        raise InputError("mean: subtract leaves nothing of a matrix whose entries are all equal; write `mean: keep`")
    return centred


RULES = {"keep": keep, "subtract": subtract}
