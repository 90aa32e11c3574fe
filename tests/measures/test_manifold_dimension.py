"""Dimension of manifolds; its formula is tested with the radius."""

import numpy as np
import pytest
from helpers.shown_activity import shown
from richlazy.measures import manifold_dimension
from richlazy.measures.manifolds import draws, geometry


def spheres(dimension, radius, classes=4, points=60):
    """Points on spheres around a centre, for each class on axes of its own."""
    random, axes = np.random.default_rng(0), dimension + 1
    clouds = np.zeros((classes, points, classes * axes))
    for number in range(classes):
        around = random.standard_normal((points, dimension))
        clouds[number, :, number * axes] = 1
        own = slice(number * axes + 1, (number + 1) * axes)
        clouds[number, :, own] = radius * around / np.linalg.norm(around, axis=1, keepdims=True)
    return list(clouds)


def dimension_of(clouds, number=300):
    return geometry(clouds, *draws(len(clouds), clouds[0].shape[1], number)).dimension


def test_a_point_has_dimension_one():
    """A class without weight has its anchor at zero, so that the anchor of a point varies along its own direction."""
    points = [row[None] for row in np.eye(20)]
    assert dimension_of(points, 2000) == pytest.approx(1, rel=0.03)


def test_grows_with_the_dimension_of_the_points():
    found = [dimension_of(spheres(dimension, 1.5)) for dimension in (1, 3, 6)]
    assert found == sorted(found) and found[-1] > 2 * found[0]


def test_is_at_most_the_number_of_units_for_each_class():
    """b is the square of a projection of t, whose mean is the number of units."""
    random = np.random.default_rng(0)
    clouds = [random.standard_normal((30, 4)) for _ in range(2)]
    signs, directions = draws(2, 4, 300)
    assert geometry(clouds, signs, directions).dimension <= np.sum(directions**2, 1).mean() / 2


def test_of_a_network_it_is_that_of_its_classes():
    random = np.random.default_rng(0)
    activity, labels = random.random((40, 8)), np.arange(40) % 2
    network = shown(activity, labels)
    expected = geometry([activity[::2], activity[1::2]], *draws(2, 8))
    assert manifold_dimension.measure(network, network) == pytest.approx(expected.dimension, rel=1e-6)
    assert np.isnan(manifold_dimension.measure(network, shown(0 * activity, labels)))
