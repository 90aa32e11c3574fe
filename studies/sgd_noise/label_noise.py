"""Two-layer linear networks that learn with noisy labels, by the moments of their neurons; many runs at once.

f(x) = Σ a_r w_r·x. An update by c = -dt (f - y), the step size times the error of one sample, is w_r + c a_r x and
a_r + c w_r·x, so that three moments follow it by themselves, whatever the number of units is:

    M = Σ w_r w_rᵀ,   v = Σ a_r w_r,   A = Σ a_r²
    M + c (v xᵀ + x vᵀ) + c² A x xᵀ,   v + c (M x + A x) + c² (v·x) x,   A + 2 c v·x + c² xᵀ M x

They are exact. f = v·x, the squared norm of the first layer is the trace of M, and that of the second is A.
"""

from typing import NamedTuple

import numpy as np


class Moments(NamedTuple):
    """Moments of many runs: first [run, input, input], product [run, input], second [run]."""

    first: np.ndarray
    product: np.ndarray
    second: np.ndarray

    @property
    def norm(self) -> np.ndarray:
        """Norm of the first layer, [run]."""
        return np.sqrt(np.einsum("rii->r", self.first))


def moments(first: np.ndarray, second: np.ndarray) -> Moments:
    """Moments of one network with the layers W [unit, input] and a [unit], as those of a single run."""
    return Moments(*(one[None] for one in (first.T @ first, first.T @ second, second @ second)))


def joined(parts: list[Moments]) -> Moments:
    """The runs of all, one after the other."""
    return Moments(*(np.concatenate(one) for one in zip(*parts, strict=True)))


def update(state: Moments, x: np.ndarray, y: np.ndarray, rate: np.ndarray) -> Moments:
    """One update on a sample of each run: x [run, input], y [run], perhaps with noise; rate: step size dt [run]."""
    output = (state.product * x).sum(1)
    c = -rate * (output - y)
    shown = (state.first @ x[:, :, None])[:, :, 0]
    turned = c[:, None] * state.product
    cross = turned[:, :, None] * x[:, None, :]
    first = state.first + cross + cross.swapaxes(1, 2)
    first += ((c**2 * state.second)[:, None] * x)[:, :, None] * x[:, None, :]
    product = state.product + c[:, None] * (shown + state.second[:, None] * x) + (c**2 * output)[:, None] * x
    second = state.second + 2 * c * output + c**2 * (shown * x).sum(1)
    return Moments(first, product, second)


def radius(units: np.ndarray) -> np.ndarray:
    """Relative change √(log m / m) up to which networks of m units are lazy [paper]."""
    return np.sqrt(np.log(units) / units)


def theory(units: np.ndarray, noise: np.ndarray, rate: np.ndarray, inputs: int) -> np.ndarray:
    """Updates until the norm of the first layer has fallen by `radius`, for isotropic inputs x of mean square 1 in all.

    An update changes the squared norm by 2 c v·x + c² A |x|². Noise of the labels, of deviation σ, makes outputs
    fluctuate with a variance of dt K σ²/2, K = A |x|² + xᵀMx, and so the first term is -dt² σ² K on average and both
    together -dt² σ² xᵀMx: the squared norm falls by the share dt² σ²/d in every update, to first order in dt K.
    """
    return -2 * inputs * np.log1p(-radius(units)) / (rate**2 * noise**2)
