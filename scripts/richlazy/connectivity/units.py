"""Units of matrices: powers of two taken out and put back, and what single precision can hold.

A power of two changes no digit, so that a file has the same matrix in every unit, however small or large.
"""

import numpy as np

from richlazy.errors import InputError

_LEAST, _MOST = (float(bound) for bound in (np.finfo(np.float32).tiny, np.finfo(np.float32).max))


def exponent(matrix: np.ndarray) -> int:
    """The e for which the largest size of an entry lies in [2^(e-1), 2^e); 0 where all entries are 0."""
    return int(np.frexp(np.abs(matrix).max(initial=0.0))[1])


def times_power(matrix: np.ndarray, power: int) -> np.ndarray:
    """`matrix` times 2^power; entries become infinite where that is beyond the largest number."""
    with np.errstate(over="ignore", under="ignore"):
        return np.ldexp(matrix, power)


def check_single(matrix: np.ndarray, how: str) -> None:
    """Raise InputError for entries that weights in single precision cannot hold; `how` to mend it.

    Refused is what is not finite or becomes infinite, and a matrix whose largest entry has not all its digits. Zeros
    are zeros, and single entries that are too small beside the others become zero.
    """
    largest = float(np.abs(matrix).max(initial=0.0))
    if not largest <= _MOST or 0 < largest < _LEAST:
        raise InputError(
            f"the largest weight of the initial matrix is {largest:.3g}, and networks hold weights in single "
            f"precision, {_LEAST:.1e} to {_MOST:.1e}; {how}"
        )
