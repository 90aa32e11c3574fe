"""Linear discriminants (Fisher 1936; Hastie et al. 2009, section 4.3.3) under the symmetries of a square.

Each class stands for eight: itself and its images under the rotations and reflections of the square. The eight are
independent classes, but their covariances are those of one another with rows and columns permuted. So the covariances
of all are means over the group of those of the upright classes, and no copy of a drawing is needed to find them.
"""

import numpy as np
from numpy.typing import ArrayLike

# Share of the mean variance between classes by which the reflection is added to it, see `discriminants`.
_SPLIT = 1e-8


def symmetries(side: int) -> np.ndarray:
    """Permutations of the pixels of a square under its symmetries, [symmetry, pixel]; the first is the identity."""
    pixels = np.arange(side**2).reshape(side, side)
    turned = [np.rot90(pixels, turns) for turns in range(4)]
    return np.stack([one.ravel() for square in (turned, [one[:, ::-1] for one in turned]) for one in square])


def discriminants(samples: ArrayLike, count: int, ridge: float, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean [pixel] and discriminants [pixel, count] of classes and their images under a group.

    samples: [class, sample, pixel], all classes with as many samples. group: permutations [element, pixel]. The columns
    v are the generalised eigenvectors with the largest eigenvalues of B v = λ (W + ridge · 1) v, with vᵀ (W + ridge ·
    1) v = 1, where B is the covariance of the class means and W the mean covariance within classes.

    Discriminants under the symmetries of a square come in pairs with equal eigenvalues. Rounding would choose a basis
    of each pair. To choose it here, the reflection group[4], times a small share of the variance, is added to B.
    """
    samples = np.asarray(samples, float)
    class_means = samples.mean(1)
    mean = class_means.mean(0)[group].mean(0)
    deviations = (samples - class_means[:, None]).reshape(-1, samples.shape[-1])
    within = _over_group(deviations.T @ deviations / len(deviations), group)
    means = class_means - mean
    between = _over_group(means.T @ means / len(means), group)
    between += _SPLIT * np.trace(between) / len(mean) * np.eye(len(mean))[group[len(group) // 2]]
    inverse = np.linalg.inv(np.linalg.cholesky(within + ridge * np.eye(len(mean))))
    _, vectors = np.linalg.eigh(inverse @ between @ inverse.T)
    found = inverse.T @ vectors[:, ::-1][:, :count]
    return mean, found * np.sign(np.sqrt(np.arange(1, len(mean) + 1)) @ found)  # weights without a symmetry


def _over_group(covariance: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Mean of a matrix over the group, whose elements permute its rows and columns."""
    return np.mean([covariance[np.ix_(element, element)] for element in group], axis=0)
