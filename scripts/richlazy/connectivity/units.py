"""Physical units of matrices: scaling by powers of two, and the range of single precision.

A power of two changes no digit of a number, so that a matrix does not depend on the unit of its file.
"""

import numpy as np

from richlazy.errors import InputError

_LEAST, _MOST = (float(bound) for bound in (np.finfo(np.float32).tiny, np.finfo(np.float32).max))


def exponent(matrix: np.ndarray) -> int:
    """The exponent e for which the largest absolute entry is in [2^(e-1), 2^e); 0 if all entries are 0."""
    return int(np.frexp(np.abs(matrix).max(initial=0.0))[1])


def times_power(matrix: np.ndarray, power: int) -> np.ndarray:
    """`matrix` times 2^power; entries that overflow become infinite."""
    with np.errstate(over="ignore", under="ignore"):
        return np.ldexp(matrix, power)


def check_single(matrix: np.ndarray, how: str) -> None:
    """Raise InputError for a matrix that single precision cannot hold; how: the advice, for the message.

    Refused are entries that are not finite or overflow, and a matrix whose largest entry is subnormal. Zeros, and
    single entries that are much smaller than the others and become zero, are allowed.
    """
    largest = float(np.abs(matrix).max(initial=0.0))
    if not largest <= _MOST or 0 < largest < _LEAST:
        raise InputError(
            f"the largest weight of the initial matrix is {largest:.3g}, and networks hold weights in single "
            f"precision, {_LEAST:.1e} to {_MOST:.1e}; {how}"
        )
