"""Null that keeps who excites and inhibits whom, and draws the sizes anew: the sign- and mean-matched Gaussian."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln

# No list of n sizes has a larger variance / mean² than n - 1; this power reaches 10^59.
LARGEST_POWER = 200.0


def draw(matrix: np.ndarray, reference: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Every entry of `matrix` [post, pre] keeps its sign, or its zero; its size is c |z|^a with Gaussian z.

    c and a are such that the mean and the variance of the positive entries, and of the negative ones, are those of the
    matrix in expectation. For entries as spread as Gaussian ones a is 1 and the null is Gaussian with the signs of the
    matrix; a folded or truncated Gaussian cannot have a deviation above .76 or 1 times its mean, which log-normal
    strengths and synapse counts exceed: a above 1 gives them their heavier tail, a below 1 a lighter one.
    """
    null = np.zeros_like(matrix)
    for sign in (1.0, -1.0):
        entries = sign * matrix > 0
        null[entries] = sign * _sizes(np.abs(matrix[entries]), generator)
    return null


def _sizes(sizes: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """As many new sizes c |z|^a, with the mean and variance of `sizes` in expectation."""
    gaussian = np.abs(generator.standard_normal(sizes.size))
    if sizes.size == 0:
        return sizes
    power = _power(sizes.var() / sizes.mean() ** 2)
    return sizes.mean() * np.exp(-_log_moment(power)) * gaussian**power


def _log_moment(power: float) -> float:
    """ln E|z|^power of a Gaussian z: 2^(a/2) Γ((a + 1)/2) / √π."""
    return power / 2 * np.log(2) + gammaln((power + 1) / 2) - gammaln(0.5)


def _power(squared_variation: float) -> float:
    """The power a for which |z|^a has this variance over squared mean."""
    wanted = np.log1p(squared_variation)
    return brentq(lambda a: _log_moment(2 * a) - 2 * _log_moment(a) - wanted, 0.0, LARGEST_POWER, xtol=1e-10)
