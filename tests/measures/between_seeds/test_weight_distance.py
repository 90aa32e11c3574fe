"""Distance of the weights under the best match of units, against closed forms and the least over all permutations."""

from itertools import permutations

import numpy as np
import pytest
from helpers.networks_of_seeds import networks, weights
from richlazy.measures.between_seeds.weight_distance import Units, compare, describe, matched

SAMPLES = 60


def units(matrix, activity=None, seed=0):
    """Units with a recurrent matrix and activity [unit, sample], by default one that tells all units apart."""
    if activity is None:
        activity = np.random.default_rng(seed).standard_normal((len(matrix), SAMPLES))
    centred = activity - activity.mean(1, keepdims=True)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    scaled = np.divide(centred, lengths, out=np.zeros_like(centred), where=lengths > 0)
    return Units(matrix, scaled, np.concatenate([np.sort(matrix, 1), np.sort(matrix.T, 1)], 1))


def normalised(a, b):
    return np.linalg.norm(a - b) / np.sqrt((a**2).sum() + (b**2).sum())


def test_units_that_do_the_same_are_matched():
    random = np.random.default_rng(1)
    a, b, activity = (
        random.standard_normal((9, 9)),
        random.standard_normal((9, 9)),
        random.standard_normal((9, SAMPLES)),
    )
    order = random.permutation(9)
    first, second = units(a, activity), units(b, activity[order])
    np.testing.assert_array_equal(order[matched(first, second)], np.arange(9))
    back = np.argsort(order)
    assert compare(first, second) == pytest.approx(normalised(a, b[np.ix_(back, back)]))


@pytest.mark.parametrize(("factor", "expected"), [(1, 0), (-1, np.sqrt(2)), (0, 1), (2, 1 / np.sqrt(5))], ids=str)
def test_closed_forms_of_a_scaled_copy(factor, expected):
    a = np.random.default_rng(2).standard_normal((8, 8))
    assert compare(units(a), units(factor * a)) == pytest.approx(expected)


def test_independent_matrices_are_one_apart():
    random = np.random.default_rng(3)
    a, b = random.standard_normal((2, 200, 200))
    assert compare(units(a, seed=1), units(b, seed=2)) == pytest.approx(1, abs=0.02)


def test_nothing_is_compared_where_there_are_no_weights():
    assert np.isnan(compare(units(np.zeros((4, 4))), units(np.zeros((4, 4)))))


def test_is_never_below_the_least_distance_over_all_permutations_and_equal_where_networks_are_the_same():
    random = np.random.default_rng(4)
    a, b = random.standard_normal((2, 6, 6))
    order = random.permutation(6)
    for other in (b, a[np.ix_(order, order)] + 0.01 * b):
        least = min(normalised(a, other[np.ix_(p, p)]) for p in map(list, permutations(range(6))))
        same = other is not b
        activity = random.standard_normal((6, SAMPLES))
        found = compare(units(a, activity), units(other, activity[order] if same else None))
        assert found == pytest.approx(least) if same else found >= least


def test_silent_units_are_matched_by_their_weights():
    random = np.random.default_rng(5)
    a, activity = random.standard_normal((10, 10)), random.standard_normal((10, SAMPLES))
    activity[:6] = 0
    order = random.permutation(10)
    first, second = units(a, activity), units(a[np.ix_(order, order)], activity[order])
    np.testing.assert_array_equal(order[matched(first, second)], np.arange(10))
    assert compare(first, second) == pytest.approx(0, abs=1e-7)


def test_is_symmetric():
    first, second = map(describe, networks(weights(2, units=30)))
    assert compare(first, second) == pytest.approx(compare(second, first))


def test_units_are_described_by_their_activity_and_their_weights():
    (network,) = networks(weights(1))
    found, activity = describe(network), network.current.probe_activity.flatten(1).numpy()
    assert found.activity.shape == activity.shape
    np.testing.assert_allclose(found.activity @ found.activity.T, np.corrcoef(activity))
    np.testing.assert_array_equal(found.matrix, network.current.weights.recurrent)
    np.testing.assert_array_equal(np.sort(found.sorted_weights[3, :12]), np.sort(found.matrix[3]))


def test_a_unit_of_constant_activity_correlates_with_none():
    (network,) = networks(weights(1))
    network.current.__dict__["probe_activity"] = network.current.probe_activity.clone()
    network.current.probe_activity[2] = 0.1
    assert (describe(network).activity[2] == 0).all()
