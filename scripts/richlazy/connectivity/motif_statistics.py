"""Motif statistics: how often pairs of connections that share a unit occur, relative to chance.

All functions take a matrix [post, pre] and use its connections between different units, the non-zero entries off the
diagonal. Two connections form a

    reciprocal pair   i → j and j → i
    convergent pair   j → i and k → i: two presynaptic units, one postsynaptic unit
    divergent pair    j → i and j → k: one presynaptic unit, two postsynaptic units
    chain             i → j and j → k, with i, j, k all different

Relative to chance means: the probability that both connections are present, divided by density². It is 1 for
independent connections, and 1 + alpha in the notation of Zhao, Beverlin, Netoff & Nykamp 2011, Front Comput Neurosci
5:28. It is NaN if no connection is present or there are too few units for the pair.
"""

import numpy as np


def density(matrix: np.ndarray) -> float:
    """Share of the ordered pairs of units that are connected, in [0, 1]; NaN for a single unit."""
    return _ratio(_pattern(matrix).sum(), _pairs(matrix))


def reciprocity(matrix: np.ndarray) -> float:
    """Reciprocal pairs relative to chance."""
    return _relative_to_chance(matrix, _reciprocal(_pattern(matrix)), _pairs(matrix))


def convergence(matrix: np.ndarray) -> float:
    """Convergent pairs relative to chance."""
    incoming = _pattern(matrix).sum(axis=1)
    return _relative_to_chance(matrix, (incoming * (incoming - 1)).sum(), _triples(matrix))


def divergence(matrix: np.ndarray) -> float:
    """Divergent pairs relative to chance."""
    outgoing = _pattern(matrix).sum(axis=0)
    return _relative_to_chance(matrix, (outgoing * (outgoing - 1)).sum(), _triples(matrix))


def chains(matrix: np.ndarray) -> float:
    """Chains relative to chance."""
    pattern = _pattern(matrix)
    incoming, outgoing = pattern.sum(axis=1), pattern.sum(axis=0)
    # Paths into a unit and out of it, minus those that return to their first unit.
    return _relative_to_chance(matrix, (incoming * outgoing).sum() - _reciprocal(pattern), _triples(matrix))


def negative_share(matrix: np.ndarray) -> float:
    """Share of the present connections that are negative; NaN without connections."""
    weights = matrix[_pattern(matrix) > 0]
    return _ratio((weights < 0).sum(), weights.size)


def mean_weight(matrix: np.ndarray) -> float:
    """Mean weight of the present connections, in the unit of the matrix; NaN without connections."""
    weights = matrix[_pattern(matrix) > 0]
    return _ratio(weights.sum(), weights.size)


def _pattern(matrix: np.ndarray) -> np.ndarray:
    """1 where a connection between two different units is present, 0 elsewhere."""
    pattern = (matrix != 0).astype(np.int64)
    np.fill_diagonal(pattern, 0)
    return pattern


def _reciprocal(pattern: np.ndarray) -> int:
    """Number of ordered pairs of units that are connected in both directions."""
    return (pattern * pattern.T).sum()


def _pairs(matrix: np.ndarray) -> int:
    return len(matrix) * (len(matrix) - 1)


def _triples(matrix: np.ndarray) -> int:
    return _pairs(matrix) * (len(matrix) - 2)


def _relative_to_chance(matrix: np.ndarray, pairs: int, possible: int) -> float:
    chance = density(matrix) ** 2
    return _ratio(pairs, possible) / chance if chance > 0 else float("nan")


def _ratio(number: float, possible: int) -> float:
    return float(number / possible) if possible else float("nan")
