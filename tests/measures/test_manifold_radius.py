"""Radius of manifolds: its formula written out, and manifolds whose radius is known."""

import numpy as np
import pytest
from helpers.shown_activity import shown
from richlazy.measures import manifold_radius, manifolds
from richlazy.measures.manifolds import anchors, draws, geometry, spread


def pairs(radius, classes=6):
    """Classes of two points c ± R u on axes of their own."""
    clouds = np.zeros((classes, 2, 2 * classes))
    for number in range(classes):
        clouds[number, :, 2 * number] = 1
        clouds[number, :, 2 * number + 1] = radius, -radius
    return list(clouds)


def written_out(found, directions):
    """Radius and dimension by the formulas of Chou et al., with pseudo-inverses of Gram matrices."""
    mean, around, along = found.mean(0), [], []
    for own, t in zip(found, directions, strict=True):
        centred = own - mean
        around.append(centred @ t @ np.linalg.pinv(centred @ centred.T, rcond=1e-12) @ (centred @ t))
        both = centred @ centred.T + mean @ mean.T
        along.append(centred @ t @ np.linalg.pinv(both, rcond=1e-12) @ (centred @ t))
    b, c = np.mean(around), np.mean(along)
    return np.sqrt(c / (b - c)), b / found.shape[1]


@pytest.mark.parametrize("classes", [2, 5])
def test_spread_of_anchors_is_the_formula(classes):
    random = np.random.default_rng(0)
    found, directions = random.standard_normal((30, classes, 9)) + 2, random.standard_normal((30, 9))
    found[::4, 0] = 0
    np.testing.assert_allclose(spread(found, directions), written_out(found, directions), rtol=1e-9)


def test_spread_of_the_anchors_of_clouds_is_the_formula():
    random = np.random.default_rng(1)
    clouds = [random.standard_normal((6, 10)) + 3 * random.standard_normal(10) for _ in range(3)]
    signs, directions = draws(3, 10, 40)
    expected = written_out(anchors(clouds, signs, directions)[0], directions)
    np.testing.assert_allclose(geometry(clouds, signs, directions)[1:], expected, rtol=1e-6)


def test_orthonormal_points_have_radius_one():
    """An anchor is the point in half of the draws and zero in the others, so that it spreads as far as its mean."""
    points = [row[None] for row in np.eye(20)]
    assert geometry(points, *draws(20, 20, 2000)).radius == pytest.approx(1, rel=0.02)


def test_grows_with_the_radius_of_the_points():
    drawn = draws(6, 12, 1000)
    radii = [geometry(pairs(radius), *drawn).radius for radius in (0.5, 1.0, 2.0, 5.0)]
    assert radii == sorted(radii) and radii[-1] > 1.15 * radii[0]


def test_anchors_without_a_mean_have_an_infinite_radius():
    opposite = np.stack([np.eye(3), -np.eye(3)])
    assert spread(opposite, np.random.default_rng(0).standard_normal((2, 3)))[0] == np.inf


def test_anchors_that_never_vary_have_no_radius():
    same = np.broadcast_to(np.eye(2, 3), (4, 2, 3))
    radius, dimension = spread(same, np.random.default_rng(0).standard_normal((4, 3)))
    assert np.isnan(radius) and dimension == 0


def test_of_a_network_it_is_that_of_its_classes():
    random = np.random.default_rng(0)
    activity, labels = random.random((40, 8)), np.arange(40) % 2
    network = shown(activity, labels)
    expected = geometry([activity[::2], activity[1::2]], *draws(2, 8))
    assert manifold_radius.measure(network, network) == pytest.approx(expected.radius, rel=1e-6)
    assert np.isnan(manifold_radius.measure(network, shown(activity, 0 * labels)))
    assert manifolds.of_snapshot(network) is manifolds.of_snapshot(network)
