"""The committee machine as the moments of its neurons, on which gradient descent closes exactly.

A neuron w answers φ(w·x) = w·x + (ε/2)(w·x)² and the network f(x) = (α/N) Σ_i φ(w_i·x), read-outs fixed (Kumar,
Bordelon, Gershman & Pehlevan 2024, arXiv 2310.06110). All neurons take the same affine step w ← w - c (g + ε G w),
whatever N is, so that three moments over neurons follow recursions of their own: the mean, the second moment and the
second moment with the start. N → ∞ is a start of mean 0 and second moment I.

Every array may have leading dimensions of runs; α, ε and η₀ are then arrays over them.
"""

from typing import NamedTuple

import numpy as np


class Moments(NamedTuple):
    """Means over neurons: of w [..., D], of w wᵀ [..., D, D] and of w w₀ᵀ [..., D, D], w₀ being w before learning."""

    mean: np.ndarray
    second: np.ndarray
    cross: np.ndarray


def of_neurons(weights: np.ndarray) -> Moments:
    """Moments of neurons [..., N, D] before learning."""
    second = np.swapaxes(weights, -1, -2) @ weights / weights.shape[-2]
    return Moments(weights.mean(-2), second, second)


def outputs(moments: Moments, inputs: np.ndarray, alpha: np.ndarray, epsilon: np.ndarray) -> np.ndarray:
    """f(x) = α (w̄·x + (ε/2) xᵀ M x) [..., P] of inputs [..., P, D]."""
    slopes = inputs @ (_over(epsilon / 2, 2) * moments.second)
    slopes += moments.mean[..., None, :]
    return _over(alpha, 1) * np.einsum("...pd,...pd->...p", slopes, inputs)


def step(
    moments: Moments,
    initial_mean: np.ndarray,
    inputs: np.ndarray,
    residuals: np.ndarray,
    alpha: np.ndarray,
    epsilon: np.ndarray,
    eta_0: np.ndarray,
) -> Moments:
    """Moments after one step of full-batch gradient descent on the mean of squared residuals, without ½.

    residuals: outputs less targets [..., P]. The step size is η₀ N / α², so that every neuron moves by -c (g + ε G w),
    with c = η₀/α, g = (2/P) Σ r x and G = (2/P) Σ r x xᵀ.
    """
    shares = _over(eta_0 / alpha * 2 / inputs.shape[-2], 1) * residuals
    transposed = np.swapaxes(inputs, -1, -2)
    pull = (transposed @ shares[..., None])[..., 0]
    turn = (transposed * shares[..., None, :]) @ inputs
    turn *= _over(epsilon, 2)
    mean, second, cross = moments
    carried = mean - (turn @ mean[..., None])[..., 0]
    # A M Aᵀ - c (A w̄ gᵀ + g w̄ᵀ Aᵀ) + c² g gᵀ with A = 1 - c ε G: one half of all but M and B M Bᵀ, and its transpose.
    turned = turn @ second
    half = turned + (carried - pull / 2)[..., :, None] * pull[..., None, :]
    new = turned @ turn
    new += second
    new -= half
    new -= np.swapaxes(half, -1, -2)
    return Moments(carried - pull, new, cross - turn @ cross - pull[..., :, None] * initial_mean[..., None, :])


def _over(values: np.ndarray, dims: int) -> np.ndarray:
    """Values over runs with `dims` further dimensions of length 1."""
    return np.reshape(values, np.shape(values) + dims * (1,))


def movement(moments: Moments, initial: Moments) -> np.ndarray:
    """Mean squared change of a neuron, Tr M + Tr M₀ - 2 Tr C [...]."""
    trace = [np.trace(matrix, axis1=-2, axis2=-1) for matrix in (moments.second, initial.second, moments.cross)]
    return trace[0] + trace[1] - 2 * trace[2]
