"""Fitting of a measured matrix to the network's number of units."""

import numpy as np

from richlazy.errors import InputError

RULES = ("own", "subsample", "pad")
# Arguments of the builders with this module in SHARED_ARGUMENTS.
ARGUMENTS = {
    "fit": {
        "description": "`own` number of neurons, `subsample` to `hidden` at random, or `pad` to `hidden` with "
        "neurons without connections.",
        "type": "string",
        "enum": ["own", "subsample", "pad"],
        "default": "own",
    },
}
ADVICE = {
    "fit": {
        "recommended": "`own`; `subsample` where a circuit is too large, whose cost is that connections are lost",
        "cost": "with `own` training is quadratic in the circuit's number of neurons, else in `hidden`",
    },
}


def fit(matrix: np.ndarray, units: int, rule: str, generator: np.random.Generator) -> np.ndarray:
    """The matrix [post, pre] with `units` units; a matrix of that size is returned unchanged.

    rule: "own", no change; "subsample", a random subset of the units, in the order of the matrix; "pad", with units
    without connections appended. Raises InputError where the rule cannot give `units` units, or is none of RULES.
    """
    size = len(matrix)
    if rule not in RULES:
        raise InputError(f"fit: found {rule!r}; allowed: {', '.join(RULES)}; write `fit: own`")
    if size == units:
        return matrix
    if rule == "subsample" and units < size:
        subset = np.sort(generator.choice(size, units, replace=False))
        return matrix[np.ix_(subset, subset)]
    if rule == "pad" and units > size:
        return np.pad(matrix, (0, units - size))
    raise InputError(
        f"fit: {rule!r} cannot make {units} units of a matrix of {size}; write `fit: "
        f"{'subsample' if units < size else 'pad'}` or `hidden: {size}`"
    )
