"""The rewired null: what each unit has stays, who is connected to whom does not; and its clear refusals."""

import collections
import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity.null_models import rewired
from richlazy.errors import InputError
from scipy import stats


def random_matrix(seed, units=20, density=0.3):
    generator = np.random.default_rng(seed)
    return generator.standard_normal((units, units)) * (generator.random((units, units)) < density)


def draw(matrix, seed=0):
    return rewired.draw(matrix, np.zeros_like(matrix), np.random.default_rng(seed))


def off_diagonal(matrix):
    return (matrix != 0) & ~np.eye(len(matrix), dtype=bool)


@given(st.integers(0, 10_000), st.integers(16, 26), st.floats(0.2, 0.45))
@settings(max_examples=25, deadline=None)
def test_degrees_outgoing_weights_and_self_connections_stay(seed, units, density):
    matrix = random_matrix(seed, units, density)
    null = draw(matrix, seed)
    assert np.array_equal(off_diagonal(null).sum(1), off_diagonal(matrix).sum(1))  # inputs of each unit
    assert np.array_equal(
        np.sort(null, axis=0), np.sort(matrix, axis=0)
    )  # its outgoing weights, so its targets' number
    assert np.array_equal(null.diagonal(), matrix.diagonal())


def test_signs_of_columns_stay():
    matrix = np.abs(random_matrix(1)) * np.where(np.arange(20) < 16, 1, -1)
    null = draw(matrix)
    assert (null[:, :16] >= 0).all() and (null[:, 16:] <= 0).all()
    assert null.sum(0) == pytest.approx(matrix.sum(0))


def test_no_more_connections_stay_in_place_than_by_chance():
    matrix = random_matrix(2, units=60, density=0.1)
    kept = np.mean([(off_diagonal(draw(matrix, seed)) & off_diagonal(matrix)).sum() for seed in range(10)])
    expected = np.outer(off_diagonal(matrix).sum(1), off_diagonal(matrix).sum(0)) / off_diagonal(matrix).sum()
    assert kept == pytest.approx((expected * off_diagonal(matrix)).sum(), rel=0.2)


def wirings_of_equal_degrees(connected):
    """All wirings without self-connections that have the row and column sums of this one, by brute force."""
    rows = [
        [row for row in itertools.product([0, 1], repeat=len(connected)) if sum(row) == number and not row[i]]
        for i, number in enumerate(connected.sum(1))
    ]
    return [found for found in itertools.product(*rows) if np.array_equal(np.sum(found, 0), connected.sum(0))]


def test_all_wirings_of_the_same_degrees_are_equally_likely():
    matrix = np.array([[0, 1, 0, 1, 0], [1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 0, 1], [1, 0, 0, 0, 0]], float)
    possible = wirings_of_equal_degrees(matrix)
    counts = collections.Counter(
        tuple(map(tuple, draw(matrix, seed).astype(int))) for seed in range(40 * len(possible))
    )
    assert set(counts) <= set(possible) and len(possible) > 20
    assert stats.chisquare([counts[wiring] for wiring in possible]).pvalue > 1e-3


def test_a_symmetric_matrix_loses_its_reciprocal_connections():
    half = off_diagonal(random_matrix(3, units=40, density=0.06))
    matrix = (half | half.T).astype(float)
    null = draw(matrix)
    # By chance there are as many as pairs of opposite targets: mean degree 5.7, so at most every third stays.
    assert (null * null.T).sum() < 0.4 * matrix.sum()


def test_reciprocal_connections_are_as_many_as_in_the_exchange_of_networkx():
    matrix = random_matrix(6, units=40, density=0.15)
    graph = nx.from_numpy_array(off_diagonal(matrix).T, create_using=nx.DiGraph)
    edges = graph.number_of_edges()
    found = [(off_diagonal(null) & off_diagonal(null).T).sum() for null in (draw(matrix, seed) for seed in range(25))]
    expected = []
    for seed in range(25):
        nx.directed_edge_swap(graph, nswap=3 * edges, max_tries=1000 * edges, seed=seed)
        expected.append(sum(graph.has_edge(post, pre) for pre, post in graph.edges))
    error = np.sqrt((np.var(found, ddof=1) + np.var(expected, ddof=1)) / 25)
    assert abs(np.mean(found) - np.mean(expected)) < 4 * error


def test_the_generator_fixes_the_null_and_the_matrix_is_left_alone():
    matrix = random_matrix(4)
    before = matrix.copy()
    assert np.array_equal(draw(matrix, 1), draw(matrix, 1)) and not np.array_equal(draw(matrix, 1), draw(matrix, 2))
    assert np.array_equal(matrix, before)


def test_a_matrix_without_absent_connections_is_refused():
    for diagonal in (0.0, 1.0):
        full = np.ones((5, 5))
        np.fill_diagonal(full, diagonal)
        with pytest.raises(InputError, match="none of the 20 is absent; write `null_model: shuffled`"):
            draw(full)


@pytest.mark.parametrize("matrix", [np.eye(5), np.outer(np.arange(5) > 0, np.arange(5) == 0).astype(float)])
def test_a_matrix_with_one_possible_wiring_is_refused(matrix):
    with pytest.raises(InputError, match="no other wiring has these degrees; write `null_model: shuffled`"):
        draw(matrix)
