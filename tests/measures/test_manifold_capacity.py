"""Capacity of manifolds whose capacity is known, against other solvers, and what it does not depend on."""

import numpy as np
import pytest
from helpers.shown_activity import shown
from richlazy.measures import manifold_capacity, manifolds
from richlazy.measures.manifolds import anchors, draws, geometry
from scipy.optimize import minimize

CLASSES = 6


def capacity(clouds, number=2000):
    return geometry(clouds, *draws(len(clouds), clouds[0].shape[1], number)).capacity


def on_own_axes(cloud, classes=CLASSES):
    """Manifolds of the same form [point, axis], each on axes of its own."""
    axes = cloud.shape[1]
    clouds = np.zeros((classes, len(cloud), classes * axes))
    for number in range(classes):
        clouds[number, :, number * axes : (number + 1) * axes] = cloud
    return list(clouds)


def clouds_of(seed, classes=3, points=7, units=12, apart=1.0):
    random = np.random.default_rng(seed)
    return [random.standard_normal((points, units)) + apart * random.standard_normal(units) for _ in range(classes)]


# Closed forms. The capacity is the number of classes over the mean square of the projection of a Gaussian vector on a
# cone, which is its statistical dimension; where manifolds lie on axes of their own, that of one manifold counts.


def test_orthonormal_points_have_capacity_two():
    """The cone of a dichotomy is an orthant: half of the coordinates are projected to zero. Relative standard error:
    sqrt(5 / classes / draws)."""
    assert capacity(on_own_axes(np.ones((1, 1)), 20)) == pytest.approx(2, rel=4 * (5 / 20 / 2000) ** 0.5)


@pytest.mark.parametrize("radius", [0.1, 0.5, 1.0, 3.0, 30.0])
def test_pairs_of_points_have_the_capacity_of_a_wedge(radius):
    """Points c ± R u span a wedge of angle 2 atan R, whose statistical dimension is 1/2 + angle / π."""
    pair = np.array([[1, radius], [1, -radius]])
    expected = 1 / (0.5 + 2 * np.arctan(radius) / np.pi)
    assert capacity(on_own_axes(pair)) == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize("radius", [0.3, 1.0, 2.0])
def test_circles_have_the_capacity_of_a_circular_cone(radius):
    """Mean of the square of the projection on a circular cone of half-angle atan R in three dimensions, integrated."""
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    circle = np.stack([np.ones_like(turn), radius * np.cos(turn), radius * np.sin(turn)], 1)
    axis, across = np.meshgrid(np.linspace(-8, 8, 1601), np.linspace(0, 8, 801), indexing="ij")
    density = np.exp(-(axis**2 + across**2) / 2) * across
    half = np.arctan(radius)
    surface = np.maximum(axis * np.cos(half) + across * np.sin(half), 0) ** 2
    squares = np.where(across <= radius * axis, axis**2 + across**2, surface)
    expected = density.sum() / (density * squares).sum()
    assert capacity(on_own_axes(circle, 4), 1000) == pytest.approx(expected, rel=0.06)


def test_two_classes_on_one_ray_have_capacity_eight_thirds():
    """Cones are a ray (1/2) for equal signs and a line (1) for different ones: P / E a = 2 / (3/4)."""
    ray = np.random.default_rng(0).random((9, 1)) * np.random.default_rng(1).standard_normal(15)
    assert capacity([ray[:4], ray[4:]]) == pytest.approx(8 / 3, rel=0.1)


def test_classes_that_no_plane_separates_use_every_dimension():
    """Both classes surround the origin: the cone is all of the space, for any dichotomy."""
    around = [np.vstack([np.eye(5), -np.eye(5)]) * scale for scale in (1, 2)]
    assert capacity(around) == pytest.approx(2 / 5, rel=0.06)


# Other solvers


@pytest.mark.parametrize("seed", range(3))
def test_distances_and_anchors_are_those_of_the_primal_problem(seed):
    """v nearest to t with y_p z_pi · v ≤ 0 is t minus the point of the cone, which the anchors of all classes span."""
    clouds = clouds_of(seed, points=4)
    signs, directions = draws(3, 12, 5)
    found, distances = anchors(clouds, signs, directions)
    for draw in range(5):
        rows = np.vstack([sign * cloud for sign, cloud in zip(signs[draw], clouds, strict=True)])
        against = {"type": "ineq", "fun": lambda v, rows=rows: -rows @ v, "jac": lambda v, rows=rows: -rows}
        t = directions[draw]
        solved = minimize(
            lambda v, t=t: ((v - t) ** 2).sum() / 2,
            np.zeros(12),
            jac=lambda v, t=t: v - t,
            constraints=against,
            method="SLSQP",
            options={"ftol": 1e-14, "maxiter": 500},
        )
        assert np.linalg.norm(solved.x) == pytest.approx(distances[draw], abs=1e-5)
        basis = np.linalg.qr(found[draw][found[draw].any(1)].T)[0]
        np.testing.assert_allclose(t - basis @ (basis.T @ t), solved.x, atol=1e-4)


def test_is_the_quadratic_form_of_the_anchors():
    """a = (S_y t)ᵀ (S_y S_yᵀ)⁺ (S_y t) is the square of the projection on the cone."""
    clouds = clouds_of(4)
    signs, directions = draws(3, 12, 50)
    forms = []
    for own, y, t in zip(anchors(clouds, signs, directions)[0], signs, directions, strict=True):
        signed = y[:, None] * own
        forms.append(signed @ t @ np.linalg.pinv(signed @ signed.T) @ (signed @ t))
    assert geometry(clouds, signs, directions).capacity == pytest.approx(3 / np.mean(forms), rel=1e-8)


# Invariances


def test_rotation_and_the_size_of_any_point_change_nothing():
    clouds = clouds_of(1)
    signs, directions = draws(3, 12, 50)
    expected = geometry(clouds, signs, directions)
    rotation = np.linalg.qr(np.random.default_rng(2).standard_normal((12, 12)))[0]
    turned = geometry([cloud @ rotation for cloud in clouds], signs, directions @ rotation)
    np.testing.assert_allclose(turned, expected, rtol=1e-7)
    sizes = np.random.default_rng(3).uniform(0.1, 10, (3, 7, 1))
    resized = geometry(list(np.array(clouds) * sizes), signs, directions)
    assert resized.capacity == pytest.approx(expected.capacity, rel=1e-7)


def test_sizes_of_all_points_together_change_no_geometry():
    clouds, drawn = clouds_of(1), draws(3, 12, 50)
    np.testing.assert_allclose(geometry([1e-3 * c for c in clouds], *drawn), geometry(clouds, *drawn), rtol=1e-7)


def test_rounding_errors_of_float32_separate_nothing():
    """Without a bound on directions the noise of points on a line spans a cone of fifty dimensions."""
    random = np.random.default_rng(0)
    line = (random.random((60, 1)) + 0.5) * random.standard_normal(100)
    rounded = line + 1e-8 * random.standard_normal(line.shape) * np.abs(line).max()
    drawn = draws(2, 100, 50)
    expected = geometry([line[:30], line[30:]], *drawn)
    np.testing.assert_allclose(geometry([rounded[:30], rounded[30:]], *drawn), expected, rtol=1e-4)


def test_farther_apart_is_more_capacity():
    near, middle, far = (capacity(clouds_of(0, classes=2, apart=apart), 200) for apart in (0.0, 2.0, 10.0))
    assert near < middle < far


# Of a network


def activity_in_classes(trials=40, units=8):
    random = np.random.default_rng(0)
    labels = random.integers(1, 3, trials)
    return random.random((trials, units)) + 2 * np.eye(units)[labels], labels


def measure(network):
    return manifold_capacity.measure(network, network)


def test_of_a_network_classes_are_the_labels_at_the_decision():
    activity, labels = activity_in_classes()
    expected = geometry([activity[labels == 1], activity[labels == 2]], *draws(2, 8))
    network = shown(activity, labels)
    assert measure(network) == pytest.approx(expected.capacity, rel=1e-9)
    np.testing.assert_allclose(manifolds.of_snapshot(network), expected, rtol=1e-6)


def test_trials_without_evidence_are_left_out():
    activity, labels = activity_in_classes()
    noise = np.random.default_rng(1).random((20, 8))
    both = shown(np.vstack([noise, activity]), [1, 2] * 10 + list(labels), evidence=[False] * 20 + [True] * 40)
    assert measure(both) == pytest.approx(measure(shown(activity, labels)), rel=1e-9)
    assert measure(both) != measure(shown(np.vstack([noise, activity]), [1, 2] * 10 + list(labels)))


def test_only_the_first_trials_of_each_class_are_points(monkeypatch):
    monkeypatch.setattr(manifolds, "CLASS_POINTS", 5)
    activity, labels = activity_in_classes()
    first = np.concatenate([np.flatnonzero(labels == label)[:5] for label in (1, 2)])
    assert measure(shown(activity, labels)) == pytest.approx(measure(shown(activity[first], labels[first])), rel=1e-9)


def test_all_points_together_are_bounded_for_many_classes(monkeypatch):
    seen = []
    monkeypatch.setattr(manifolds, "geometry", lambda clouds, *drawn: seen.extend(clouds) or manifolds.UNDEFINED)
    labels = np.arange(600) % 20
    measure(shown(np.random.default_rng(0).random((600, 5)), labels))
    assert [len(cloud) for cloud in seen] == [6] * 20


def test_one_class_or_silence_has_no_capacity():
    activity, labels = activity_in_classes()
    assert np.isnan(measure(shown(activity, np.ones_like(labels))))
    assert np.isnan(measure(shown(0 * activity, labels)))
    assert np.isnan(measure(shown(activity, labels, evidence=np.zeros(len(labels), bool))))


def test_a_search_without_end_is_no_value_and_no_failed_job(monkeypatch):
    def endless(*arguments, **options):
        raise RuntimeError("Maximum number of iterations reached.")

    monkeypatch.setattr(manifolds, "nnls", endless)
    assert np.isnan(measure(shown(*activity_in_classes())))


def test_draws_are_the_same_every_time_and_balanced_for_every_class():
    (signs, directions), (again, same) = draws(4, 10, 100), draws(4, 10, 100)
    np.testing.assert_array_equal(signs, again)
    np.testing.assert_array_equal(directions, same)
    assert set(np.unique(signs)) == {-1, 1} and (signs[:, 0] == 1).all() and (signs[:, 1:].sum(0) == 0).all()
    assert not np.array_equal(signs[:, 1], signs[:, 2])
    assert directions.mean() == pytest.approx(0, abs=0.15) and directions.std() == pytest.approx(1, abs=0.1)
