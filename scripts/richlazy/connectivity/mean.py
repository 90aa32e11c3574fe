"""What is done with the mean of all entries of a measured matrix.

A matrix of one sign has one large eigenvalue that its mean alone makes, and hence a low effective rank whatever else
its structure is. Whether that eigenvalue belongs to the structure is for the user to say.
"""

import numpy as np

# Shared by the builders that name this module in SHARED_ARGUMENTS.
ARGUMENTS = {
    "mean": {
        "description": "`keep`, or `subtract` the mean of all entries.",
        "type": "string",
        "enum": ["keep", "subtract"],
        "default": "keep",
    },
}


def keep(matrix: np.ndarray) -> np.ndarray:
    """The matrix as it is."""
    return matrix


def subtract(matrix: np.ndarray) -> np.ndarray:
    """The matrix minus the mean of all its entries, absent connections and the diagonal included."""
    return matrix - matrix.mean()


RULES = {"keep": keep, "subtract": subtract}
