"""Rank-matched null model: a truncated Gaussian matrix with the effective rank of the circuit."""

import numpy as np

from richlazy.connectivity.spectrum import effective_rank, is_nilpotent
from richlazy.connectivity.truncations.svd import truncate
from richlazy.errors import InputError

# The effective rank increases with the rank of the truncation except for small fluctuations; so many ranks on either
# side of the bisection's result are compared.
NEIGHBOURS = 10


def draw(matrix: np.ndarray, reference: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """`reference` [post, pre] truncated to the rank at which its effective rank is nearest to that of `matrix`.

    It separates the effect of a low effective rank from all other properties of a circuit. For a matrix with a higher
    effective rank than the reference, it is the reference itself. Raises InputError for a matrix whose eigenvalues are
    all 0, since it has no effective rank.
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


def nearest_rank(reference: np.ndarray, target: float) -> int:
    """Rank at which the truncated `reference` has the effective rank nearest to `target`, by bisection."""
    units = len(reference)
    if target >= effective_rank(reference):
        return units
    left, values, right = np.linalg.svd(reference)
    # U_r S_r V_rᵀ and the r × r matrix S_r V_rᵀ U_r have the same non-zero eigenvalues.
    core = values[:, None] * (right @ left)

    def truncated_effective_rank(rank: int) -> float:
        return effective_rank(core[:rank, :rank]) * rank / units

    low, high = 1, units
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if truncated_effective_rank(middle) < target else (low, middle)
    candidates = range(max(1, low - NEIGHBOURS), min(units, high + NEIGHBOURS) + 1)
    return min(candidates, key=lambda rank: abs(truncated_effective_rank(rank) - target))
