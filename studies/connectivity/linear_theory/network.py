"""The network f(x) = W₂ W₁ x on squared loss: its error, the direction of learning, and what learning conserves.

Arrays hold an ensemble, one network along the first axis: W₁ [network, hidden, input], W₂ [network, output, hidden],
teachers B [network, output, input]. Inputs have mean 0 and the diagonal covariance `variances` [input], all 1 where
they are whitened. All in float64.
"""

from typing import NamedTuple

import numpy as np


class Weights(NamedTuple):
    """Weights of an ensemble: first [network, hidden, input] and second [network, output, hidden]."""

    first: np.ndarray
    second: np.ndarray

    def plus(self, step: np.ndarray, direction: "Weights") -> "Weights":
        """The weights moved along a direction by `step` [network]."""
        size = step[:, np.newaxis, np.newaxis]
        return Weights(self.first + size * direction.first, self.second + size * direction.second)

    def of(self, networks: np.ndarray) -> "Weights":
        """The weights of some networks, by index or mask."""
        return Weights(self.first[networks], self.second[networks])


def error(weights: Weights, teacher: np.ndarray) -> np.ndarray:
    """B - W₂ W₁ [network, output, input]; 0 at the global minimum, which exists where hidden ≥ the teacher's rank."""
    return teacher - weights.second @ weights.first


def descent(weights: Weights, error: np.ndarray, variances: np.ndarray) -> Weights:
    """Negative gradient of ½ E|B x - W₂ W₁ x|² in the weights, where their `error` is known."""
    weighted = error * variances
    return Weights(weights.second.mT @ weighted, weighted @ weights.first.mT)


def curvature(weights: Weights, error: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """Upper bound on the Hessian's largest eigenvalue [network]: the kernel's trace norm by layer, and the error's."""
    return variances.max() * (_squares(weights.first) + _squares(weights.second) + norm(error))


def imbalance(weights: Weights) -> np.ndarray:
    """W₁ W₁ᵀ - W₂ᵀ W₂ [network, hidden, hidden], which gradient flow conserves."""
    return weights.first @ weights.first.mT - weights.second.mT @ weights.second


def size(weights: Weights) -> np.ndarray:
    """Sum of all squared weights [network]."""
    return _squares(weights.first) + _squares(weights.second)


def norm(matrices: np.ndarray) -> np.ndarray:
    """Frobenius norm [network] of matrices [network, row, column]."""
    return np.sqrt(_squares(matrices))


def _squares(matrices: np.ndarray) -> np.ndarray:
    return np.einsum("nij,nij->n", matrices, matrices)
