"""Capacity, radius and dimension of class manifolds: how easily random dichotomies of point clouds are separated.

Source: Chou, Le, Wang & Chung 2025, arXiv 2503.18114. A manifold is the set of points of one class, here the activity
of all units in the trials of the class. For a random dichotomy y of the classes and a random direction t, one point of
the cone of the signed points y_p z_pi is nearest to t. It is a weighted sum of one anchor for each class: the anchors
are the points of the classes on which this separation rests. How they vary over draws is the geometry that matters for
separation.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import nnls

from richlazy import randomness
from richlazy.measures.snapshot import Snapshot

# Number of draws of a dichotomy and a direction. docs/measures.md tells the error that remains.
DRAWS = 200
# Points of a class, and of all classes together: time grows with the third power, and values depend on the number.
CLASS_POINTS, ALL_POINTS = 50, 120
# Directions in which all points together extend less than this share of the longest are rounding errors of float32.
# They must go: noise of any size separates points, or hinders it, as well as a signal does.
_ROUNDING = 1e-6
# Share of the largest singular value below which a direction of the anchors of one draw counts as absent.
_ABSENT = 1e-8


class Geometry(NamedTuple):
    """Mean-field capacity of the classes, effective radius and effective dimension of their manifolds."""

    capacity: float
    radius: float
    dimension: float


UNDEFINED = Geometry(np.nan, np.nan, np.nan)


def of_snapshot(snapshot: Snapshot) -> Geometry:
    """The geometry of the classes of a network, see `geometry`; computed once.

    Points are the activity at the decision step of the first probe trials with evidence of each class: CLASS_POINTS at
    most, and fewer for many classes, so that all together are no more than ALL_POINTS.
    """
    return snapshot.once(_of_snapshot)


def _of_snapshot(snapshot: Snapshot) -> Geometry:
    probes = snapshot.probes
    activity, labels = snapshot.decision_activity.double(), probes.probe_labels[probes.decision_step]
    if probes.probe_evidence is not None:
        activity, labels = activity[probes.probe_evidence], labels[probes.probe_evidence]
    classes = labels.unique()
    most = max(1, min(CLASS_POINTS, ALL_POINTS // max(len(classes), 1)))
    clouds = [activity[labels == label][:most].numpy() for label in classes]
    return geometry(clouds, *draws(len(clouds), activity.shape[1]))


def geometry(clouds: Sequence[np.ndarray], signs: np.ndarray, directions: np.ndarray) -> Geometry:
    """Capacity, radius and dimension of `clouds`, the points of each class, [point, unit] each.

    signs: dichotomies y, ±1, [draw, class]. directions: standard normal t, [draw, unit]. All are NaN for fewer than two
    classes, for points that are not finite, if all are 0, and if a search for weights does not end; the radius is
    infinite for anchors whose mean is 0.

    The capacity is P / E ‖v‖² for P classes, v the point of the cone that is nearest to t. This is P / E a with the
    form a = (S_y t)ᵀ (S_y S_yᵀ)⁺ (S_y t) of the anchors S: t - v is orthogonal to every anchor with weight, and they
    span v. Where classes overlap their anchors coincide, and the form loses all digits; the distance from t to v does
    not.
    """
    if len(clouds) < 2 or not all(len(cloud) and np.isfinite(cloud).all() for cloud in clouds):
        return UNDEFINED
    points = np.concatenate(clouds)
    _, extents, axes = np.linalg.svd(points, full_matrices=False)
    axes = axes[extents > _ROUNDING * extents[0]]
    if not len(axes):
        return UNDEFINED
    directions = directions @ axes.T
    try:
        found, distances = anchors([cloud @ axes.T for cloud in clouds], signs, directions)
    except RuntimeError:  # rounding errors can make the active sets of nearly parallel points go in a circle
        return UNDEFINED
    if not found.any():
        return UNDEFINED
    nearest = np.mean(np.sum(directions**2, 1) - distances**2)
    return Geometry(len(clouds) / nearest, *spread(found, directions))


def spread(anchors: np.ndarray, directions: np.ndarray) -> tuple[float, float]:
    """Radius and dimension from anchors [draw, class, unit] and the directions [draw, unit] that they belong to.

    With S the anchors of a draw, S⁰ their mean over draws and S¹ = S - S⁰: b = (S¹ t)ᵀ (S¹ S¹ᵀ)⁺ S¹ t and
    c = (S¹ t)ᵀ (S¹ S¹ᵀ + S⁰ S⁰ᵀ)⁺ S¹ t. For P classes the radius is √(E c / (E b - E c)) and the dimension E b / P,
    with expectations over draws. The signs of the dichotomy cancel. The radius is NaN for anchors that never vary.
    """
    mean = anchors.mean(0)
    centred = anchors - mean
    around = _projected(centred, centred, directions)
    # The Gram matrix of S¹ and S⁰ side by side is the sum of theirs.
    along = _projected(centred, np.concatenate([centred, np.broadcast_to(mean, centred.shape)], 2), directions)
    with np.errstate(divide="ignore", invalid="ignore"):
        radius = np.sqrt(np.float64(along) / max(around - along, 0))
    return float(radius), around / anchors.shape[1]


def _projected(points: np.ndarray, of_gram: np.ndarray, directions: np.ndarray) -> float:
    """Mean over draws of (A t)ᵀ (B Bᵀ)⁺ (A t) for A = points and B = of_gram, [draw, class, ·] each."""
    products = (points @ directions[:, :, None])[:, :, 0]
    left, values, _ = np.linalg.svd(of_gram, full_matrices=False)
    present = values > _ABSENT * values[:, :1]
    along = (left * products[:, :, None]).sum(1)
    return float(np.mean(np.sum(np.where(present, along / np.where(present, values, 1), 0) ** 2, 1)))


def anchors(clouds: Sequence[np.ndarray], signs: np.ndarray, directions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The anchor of each class in each draw, [draw, class, unit], and the distance of t from the cone, [draw].

    The anchor is the mean of the points of the class with the weights λ ≥ 0 that minimise ‖Σ λ_pi y_p z_pi - t‖, and
    zero for a class without weight. Arguments as for `geometry`.
    """
    points = np.concatenate(clouds)
    owners = np.repeat(np.arange(len(clouds)), [len(cloud) for cloud in clouds])
    # Points of length one: the cone is the same, and the problem is as accurate as for points of equal length.
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    weights, distances = np.empty((len(signs), len(points))), np.empty(len(signs))
    dichotomies, numbers = np.unique(signs, axis=0, return_inverse=True)
    for number, dichotomy in enumerate(dichotomies):
        generators = np.ascontiguousarray((dichotomy[owners, None] * points / lengths).T)
        for draw in np.flatnonzero(numbers == number):
            weights[draw], distances[draw] = nnls(generators, directions[draw], maxiter=100 * len(points))
    weights /= lengths[:, 0]
    of_classes = [weights[:, owners == number] for number in range(len(clouds))]
    sums = [np.where(own.any(1), own.sum(1), 1)[:, None] for own in of_classes]
    found = [own @ cloud / total for own, cloud, total in zip(of_classes, clouds, sums, strict=True)]
    return np.stack(found, 1), distances


def draws(classes: int, units: int, number: int = DRAWS) -> tuple[np.ndarray, np.ndarray]:
    """Dichotomies [draw, class] and directions [draw, unit] from separate random streams, the same for all networks.

    Anchors and distances of (y, t) and (-y, -t) are equal: the first class always has the sign +1. Every other class
    has each sign in half of the draws, which takes the chance of unequal numbers out of the error.
    """
    balanced = np.where(np.arange(number) % 2, 1.0, -1.0)
    random = randomness.generator("dichotomies of manifolds", 0)
    signs = np.stack([np.ones(number), *(random.permutation(balanced) for _ in range(classes - 1))], 1)
    return signs, randomness.generator("directions of manifolds", 0).standard_normal((number, units))
