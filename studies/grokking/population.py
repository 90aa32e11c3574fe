"""Exact population errors of functions of degree two on Gaussian inputs, x ~ N(0, I/D), and the teacher's scale.

The teacher is y = (β·x)²/2. Errors are mean squares divided by the mean square of the teacher of the same draw, so that
the error of predicting zero is 1.
"""

from typing import NamedTuple

import numpy as np

from studies.grokking import quadratics
from studies.grokking.moments import Moments


class Parts(NamedTuple):
    """The population error [...] by what makes it: the linear part of the error function, the trace of its quadratic
    part, and the rest of the quadratic part. Their sum is the error (the decomposition of figure 4 of the paper)."""

    linear: np.ndarray
    trace: np.ndarray
    rest: np.ndarray


def teacher_outputs(beta: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """y = (β·x)²/2 [..., P] for β [..., D] and inputs [..., P, D]."""
    return (inputs @ beta[..., None])[..., 0] ** 2 / 2


def teacher_power(beta: np.ndarray) -> np.ndarray:
    """E[y²] = (3/4) (|β|²/D)² [...]."""
    return 3 / 4 * ((beta**2).sum(-1) / beta.shape[-1]) ** 2


def of_quadratic(beta: np.ndarray, linear: np.ndarray, matrix: np.ndarray) -> Parts:
    """Parts of the error of u·x + xᵀ K x / 2 for u [..., D] and symmetric K [..., D, D]."""
    inputs = beta.shape[-1]
    wrong = matrix - beta[..., :, None] * beta[..., None, :]
    power = teacher_power(beta)
    trace = np.trace(wrong, axis1=-2, axis2=-1) ** 2
    return Parts(
        (linear**2).sum(-1) / inputs / power,
        trace / (4 * inputs**2) / power,
        (wrong**2).sum((-2, -1)) / (2 * inputs**2) / power,
    )


def of_coefficients(functions: np.ndarray, inputs: int, power: np.ndarray) -> Parts:
    """Parts of the error of functions of D inputs whose difference from the teacher's has the coefficients [..., C] of
    `quadratics`; power: that of the teacher."""
    pairs, linear = quadratics.split(functions, inputs)
    diagonal = quadratics.layout(inputs).diagonal
    squares = pairs**2 @ (2 + 2 * diagonal)
    return Parts(
        (linear**2).sum(-1) / inputs / power,
        (pairs @ diagonal) ** 2 / inputs**2 / power,
        squares / (2 * inputs**2) / power,
    )


def of_network(
    beta: np.ndarray,
    moments: Moments,
    before: tuple[np.ndarray, np.ndarray] | None,
    alpha: np.ndarray,
    epsilon: np.ndarray,
) -> Parts:
    """Parts of the error of a committee machine.

    before: mean and second moment before learning, where the outputs of these are subtracted.
    """
    mean, second = moments.mean, moments.second
    if before is not None:
        mean, second = mean - before[0], second - before[1]
    alpha = np.asarray(alpha)
    return of_quadratic(beta, alpha[..., None] * mean, (alpha * epsilon)[..., None, None] * second)
