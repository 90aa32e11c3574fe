"""Dale's law: all outgoing connections of a unit have the same sign."""

import numpy as np

from richlazy.errors import InputError

# Arguments of the builders with this module in SHARED_ARGUMENTS.
ARGUMENTS = {
    "excitatory": {
        "description": "Share of excitatory units (rounded to whole units); which connections are there does not "
        "depend on it.",
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": 0.8,
    },
    "balanced": {
        "description": "Whether inhibitory columns are multiplied by the number of excitatory units for each "
        "inhibitory one, which makes the expected sum of each row zero.",
        "type": "boolean",
        "allowed": "true or false",
        "default": True,
    },
}
ADVICE = {
    "excitatory": {
        "recommended": [0.75, 0.85],
        "reason": "four fifths of cortical neurons excite",
        "cost": "none",
    },
    "balanced": {
        "recommended": "`true`: without balance one large eigenvalue remains, and networks diverge or guess",
        "cost": "none",
    },
}


def column_factors(units: int, excitatory: float, balanced: bool) -> np.ndarray:
    """Factors of the columns (presynaptic units) of a matrix of magnitudes [post, pre]; shape (units,).

    The first round(excitatory · units) units are excitatory, with the factor 1. The others are inhibitory, with the
    factor -1, or, if `balanced`, minus the ratio of excitatory to inhibitory units: the expected sum of a row of
    equally distributed magnitudes is then zero (Rajan & Abbott 2006, Phys Rev Lett 97:188104).

    Raises InputError where `balanced` is set and one of the two kinds has no unit.
    """
    positive = round(excitatory * units)
    negative = units - positive
    if balanced and not (positive and negative):
        raise InputError(
            f"excitatory: {excitatory} of {units} units leaves {positive} excitatory and {negative} inhibitory units, "
            "which cannot be balanced; write `balanced: false`, or an `excitatory` that leaves both kinds at least "
            "one unit"
        )
    return np.repeat([1.0, -positive / negative if balanced else -1.0], [positive, negative])


def column_signs(matrix: np.ndarray) -> np.ndarray:
    """Sign, 1 or -1, of each column (presynaptic unit) of a matrix [post, pre]; 1 for a column of zeros; shape (pre,).

    Raises InputError for a column with entries of both signs.
    """
    positive, negative = (matrix > 0).any(0), (matrix < 0).any(0)
    mixed = np.flatnonzero(positive & negative)
    if mixed.size:
        raise InputError(
            f"Dale's law: {mixed.size} of {matrix.shape[1]} columns of the initial matrix have entries of both signs "
            f"(column {mixed[0]} is the first); write a matrix whose columns have one sign each, such as "
            "`connectivity: dale_balanced`, of full rank or with `truncation: nonnegative`"
        )
    return np.where(negative, -1.0, 1.0)
