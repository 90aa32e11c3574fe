"""The committee machine as the moments of its neurons, on which gradient descent closes exactly.

A neuron w answers φ(w·x) = w·x + (ε/2)(w·x)² and the network f(x) = (α/N) Σ_i φ(w_i·x), read-outs fixed (Kumar,
Bordelon, Gershman & Pehlevan 2024, arXiv 2310.06110). All neurons take the same affine step w ← w - c (g + ε G w),
whatever N is, so that the mean w̄, the second moment M and that with the start, C, follow recursions of their own.

They are kept as the mean and a matrix F with F Fᵀ = M - w̄ w̄ᵀ, the covariance of the neurons, since F ← (1 - c ε G) F is
all that learning does to it. A recursion of M itself loses the sign of its smallest eigenvalues to rounding; where the
neurons span few directions, the negative ones then grow without bound.

Every array may have leading dimensions of runs.
"""

from typing import NamedTuple

import numpy as np

# Singular values below this share of the largest are rounding errors of the matrix of neurons.
_ROUNDING = 1e-12


class Moments(NamedTuple):
    """Mean over neurons [..., D], and F [..., D, k] with F Fᵀ their covariance."""

    mean: np.ndarray
    spread: np.ndarray

    @property
    def second(self) -> np.ndarray:
        """M, the mean of w wᵀ [..., D, D]."""
        return self.spread @ np.swapaxes(self.spread, -1, -2) + self.mean[..., :, None] * self.mean[..., None, :]

    @property
    def norm(self) -> np.ndarray:
        """Tr M, the mean squared norm of a neuron [...]."""
        return (self.spread**2).sum((-2, -1)) + (self.mean**2).sum(-1)


def of_neurons(weights: np.ndarray) -> Moments:
    """Moments of neurons [..., N, D] before learning; k is the lesser of N and D."""
    mean = weights.mean(-2)
    _, values, right = np.linalg.svd(weights - mean[..., None, :], full_matrices=False)
    values = np.where(values > _ROUNDING * values[..., :1], values, 0) / np.sqrt(weights.shape[-2])
    return Moments(mean, np.swapaxes(right, -1, -2) * values[..., None, :])


def cross(moments: Moments, initial: Moments) -> np.ndarray:
    """C, the mean of w w₀ᵀ [..., D, D] over neurons, w₀ being w before learning."""
    means = moments.mean[..., :, None] * initial.mean[..., None, :]
    return moments.spread @ np.swapaxes(initial.spread, -1, -2) + means


def movement(moments: Moments, initial: Moments) -> np.ndarray:
    """Mean squared change of a neuron, Tr M + Tr M₀ - 2 Tr C [...]."""
    return Moments(moments.mean - initial.mean, moments.spread - initial.spread).norm
