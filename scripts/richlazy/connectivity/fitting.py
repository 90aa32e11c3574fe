"""Fitting of a measured matrix to the number of units of the network."""

import numpy as np

from richlazy.errors import InputError

RULES = ("own", "subsample", "pad")
# Shared by the builders that name this module in SHARED_ARGUMENTS.
ARGUMENTS = {
    "fit": {
        "description": "`own` number of neurons, `subsample` to `hidden` at random, or `pad` to `hidden` with "
        "neurons without connections.",
        "type": "string",
        "enum": ["own", "subsample", "pad"],
        "default": "own",
    },
}


def fit(matrix: np.ndarray, units: int, rule: str, generator: np.random.Generator) -> np.ndarray:
    """The matrix [post, pre] with so many units; a matrix that has them already is left as it is.

    own: no change. subsample: a random subset of the units, in the order of the matrix. pad: units without connections
    are added behind. Raises InputError where the rule cannot reach `units`, or is none of RULES.
    """
    found = len(matrix)
    if rule not in RULES:
        raise InputError(f"fit: found {rule!r}; allowed: {', '.join(RULES)}; write `fit: own`")
    if found == units:
        return matrix
    if rule == "subsample" and units < found:
        kept = np.sort(generator.choice(found, units, replace=False))
        return matrix[np.ix_(kept, kept)]
    if rule == "pad" and units > found:
        return np.pad(matrix, (0, units - found))
    raise InputError(
        f"fit: {rule!r} cannot make {units} units of a matrix of {found}; write `fit: "
        f"{'subsample' if units < found else 'pad'}` or `hidden: {found}`"
    )
