"""Sign-matched null model: the signs and zeros of the circuit, with random magnitudes of the same mean and variance."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln

# Largest power a; it reaches a variance / mean² of 10^59, and n magnitudes can have at most n - 1.
LARGEST_POWER = 200.0


def draw(matrix: np.ndarray, reference: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Every entry of `matrix` [post, pre] keeps its sign or zero; its magnitude is c |z|^a with a Gaussian z.

    c and a are set so that the expected mean and variance of the positive entries, and of the negative entries, are
    those of the matrix. For entries with the relative spread of Gaussian magnitudes, a is 1. A folded or truncated
    Gaussian cannot have a deviation above 0.76 or 1 times its mean, which log-normal strengths and synapse counts
    exceed; a > 1 gives the heavier tail that they need, a < 1 a lighter one.
    """
    drawn = np.zeros_like(matrix)
    for sign in (1.0, -1.0):
        entries = sign * matrix > 0
        drawn[entries] = sign * _magnitudes(np.abs(matrix[entries]), generator)
    return drawn


def _magnitudes(magnitudes: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """As many random magnitudes c |z|^a, with the mean and variance of `magnitudes` in expectation."""
    gaussian = np.abs(generator.standard_normal(magnitudes.size))
    if magnitudes.size == 0:
        return magnitudes
    power = _power(magnitudes.var() / magnitudes.mean() ** 2)
    return magnitudes.mean() * np.exp(-_log_moment(power)) * gaussian**power


def _log_moment(power: float) -> float:
    """ln E|z|^power of a Gaussian z: 2^(a/2) Γ((a + 1)/2) / √π."""
    return power / 2 * np.log(2) + gammaln((power + 1) / 2) - gammaln(0.5)


def _power(squared_variation: float) -> float:
    """The power a for which |z|^a has this variance over squared mean."""
    target = np.log1p(squared_variation)
    return brentq(lambda a: _log_moment(2 * a) - 2 * _log_moment(a) - target, 0.0, LARGEST_POWER, xtol=1e-10)
