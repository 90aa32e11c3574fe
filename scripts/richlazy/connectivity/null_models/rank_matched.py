"""Null that shares nothing with the matrix but its effective rank: a Gaussian of lower rank."""

import numpy as np

from richlazy.connectivity.spectrum import effective_rank, is_nilpotent
from richlazy.connectivity.truncations.svd import truncate
from richlazy.errors import InputError

# Effective rank rises with the rank of the truncation up to a ripple, which this many neighbours either side span.
NEIGHBOURS = 10


def draw(matrix: np.ndarray, reference: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """`reference` [post, pre] truncated to the rank whose effective rank is nearest to that of `matrix`.

    It separates "low effective rank" from everything else about a structure. A matrix of higher effective rank than
    the reference gives the reference itself. Raises InputError for a matrix whose eigenvalues are all 0, which has no
    effective rank.
    """
    check_loops(matrix)
    return truncate(reference, nearest_rank(reference, effective_rank(matrix)))


def check_loops(matrix: np.ndarray) -> None:
    """Raise InputError for a matrix whose eigenvalues are all 0."""
    if is_nilpotent(matrix):
        raise InputError(
            "null_model: rank_matched needs an effective rank, and all eigenvalues of this matrix are 0 (its "
            "connections form no loop); write `null_model: shuffled` for it"
        )


def nearest_rank(reference: np.ndarray, wanted: float) -> int:
    """Rank at which the truncation of `reference` has the effective rank nearest to `wanted`, found by bisection."""
    units = len(reference)
    if wanted >= effective_rank(reference):
        return units
    left, values, right = np.linalg.svd(reference)
    # U_r S_r V_rᵀ and the r × r matrix S_r V_rᵀ U_r share their non-zero eigenvalues.
    core = values[:, None] * (right @ left)

    def found(rank: int) -> float:
        return effective_rank(core[:rank, :rank]) * rank / units

    low, high = 1, units
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if found(middle) < wanted else (low, middle)
    candidates = range(max(1, low - NEIGHBOURS), min(units, high + NEIGHBOURS) + 1)
    return min(candidates, key=lambda rank: abs(found(rank) - wanted))
