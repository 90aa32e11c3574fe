"""Distance of the recurrent matrices of two networks, with the units of one matched to those of the other.

The numbers of units mean nothing, so Huang et al. (2025, arXiv 2410.03972) take the least Frobenius distance over all
permutations of the units of one network. That minimum cannot be found for hundreds of units (it is a quadratic
assignment problem). Here units are matched by what they do, which is a linear assignment problem; the distance under
this permutation is an upper bound of that minimum, and zero for networks that differ in the order of their units alone.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from richlazy.measures.between_seeds.networks import Network

LONG_NAME = "distance of the weights between seeds"
UNITS = "1"
RANGE = (0, 1.4142135623730951)
ASKS = ["studied_matrices", "features", "state"]
GROUP = "between_seeds"


class Units(NamedTuple):
    """What units are matched by.

    matrix: recurrent matrix [post, pre]. activity: of each unit over steps and trials, its mean taken off and of length
    one, [unit, sample]; zero for a unit whose activity does not vary. sorted_weights: incoming and outgoing weights of
    each unit, each sorted, so that they do not depend on the order of the other units, [unit, weight].
    """

    matrix: np.ndarray
    activity: np.ndarray
    sorted_weights: np.ndarray


def describe(network: Network) -> Units:
    """The units of a network, by their activity on the probe trials and by their weights."""
    matrix = network.current.first_matrix.numpy()
    activity = network.current.probe_activity.flatten(1).numpy()
    centred = activity - activity.mean(1, keepdims=True)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    # Of a unit with constant activity rounding errors are left.
    varies = lengths > 1e-6 * np.linalg.norm(activity, axis=1, keepdims=True)
    scaled = np.divide(centred, lengths, out=np.zeros_like(centred), where=varies)
    return Units(matrix, scaled, np.concatenate([np.sort(matrix, 1), np.sort(matrix.T, 1)], 1))


def compare(first: Units, second: Units) -> float:
    """‖A - P B Pᵀ‖ / √(‖A‖² + ‖B‖²), Frobenius norms, P the permutation of `matched`.

    Independent matrices have a distance near 1. NaN if all weights of both are zero.
    """
    order = matched(first, second)
    size = np.sum(first.matrix**2) + np.sum(second.matrix**2)
    distance = np.linalg.norm(first.matrix - second.matrix[np.ix_(order, order)])
    return float(distance / np.sqrt(size)) if size else float("nan")


def matched(first: Units, second: Units) -> np.ndarray:
    """For each unit of the first network the unit of the second that it is matched to, [unit].

    The assignment with the least sum of costs. Cost of a pair of units: one less the correlation of their activity, and
    the squared distance of their sorted weights over the sum of the squares of these, which decides where activity says
    nothing: between units that are silent in all trials.
    """
    correlation = first.activity @ second.activity.T
    squares = [np.sum(units.sorted_weights**2, 1) for units in (first, second)]
    total = squares[0][:, None] + squares[1]
    apart = total - 2 * first.sorted_weights @ second.sorted_weights.T
    weights = np.divide(apart, total, out=np.zeros_like(apart), where=total > 0)
    return linear_sum_assignment(1 - correlation + weights)[1]
