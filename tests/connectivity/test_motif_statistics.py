"""Motif statistics against loops over all pairs and triples of units, and against closed forms."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity.motif_statistics import (
    chains,
    convergence,
    density,
    divergence,
    mean_weight,
    negative_share,
    reciprocity,
)

RELATIVE = (reciprocity, convergence, divergence, chains)


def random_matrix(units, share, seed):
    generator = np.random.default_rng(seed)
    return generator.standard_normal((units, units)) * (generator.random((units, units)) < share)


def share_of(cases, holds):
    cases = list(cases)
    return sum(holds(*case) for case in cases) / len(cases)


def by_loops(matrix):
    """Shares of pairs and triples of different units, straight from the definitions; W[post, pre]."""

    def connects(pre, post):
        return matrix[post, pre] != 0

    pairs = list(permutations(range(len(matrix)), 2))
    triples = list(permutations(range(len(matrix)), 3))
    return {
        density: share_of(pairs, connects),
        reciprocity: share_of(pairs, lambda i, j: connects(i, j) and connects(j, i)),
        convergence: share_of(triples, lambda i, j, k: connects(j, i) and connects(k, i)),
        divergence: share_of(triples, lambda i, j, k: connects(j, i) and connects(j, k)),
        chains: share_of(triples, lambda i, j, k: connects(i, j) and connects(j, k)),
    }


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 9), st.floats(0.1, 0.9), st.integers(0, 10_000))
def test_loops_over_pairs_and_triples_agree(units, share, seed):
    matrix = random_matrix(units, share, seed)
    expected = by_loops(matrix)
    assert density(matrix) == pytest.approx(expected[density])
    if expected[density] > 0:
        for statistic in RELATIVE:
            assert statistic(matrix) == pytest.approx(expected[statistic] / expected[density] ** 2)


def test_each_motif_is_told_from_the_others():
    """Two connections among three units; rows receive, columns send. Six ordered triples, density 2/6."""
    onto_first, from_first, through_first = np.zeros((3, 3, 3))
    onto_first[0, [1, 2]] = 1
    from_first[[1, 2], 0] = 1
    through_first[0, 1] = through_first[2, 0] = 1
    # A convergent or divergent pair is counted in both orders, a chain in its one.
    assert [f(onto_first) for f in RELATIVE] == pytest.approx([0, 2 / 6 * 9, 0, 0])
    assert [f(from_first) for f in RELATIVE] == pytest.approx([0, 0, 2 / 6 * 9, 0])
    assert [f(through_first) for f in RELATIVE] == pytest.approx([0, 0, 0, 1 / 6 * 9])


def test_a_transpose_swaps_convergence_and_divergence():
    matrix = random_matrix(30, 0.3, 0)
    assert convergence(matrix) != divergence(matrix)
    assert convergence(matrix.T) == pytest.approx(divergence(matrix))
    for statistic in (density, reciprocity, chains):
        assert statistic(matrix.T) == pytest.approx(statistic(matrix))


def test_a_full_matrix_is_at_chance():
    full = np.random.default_rng(0).standard_normal((12, 12))
    assert density(full) == 1
    assert [statistic(full) for statistic in RELATIVE] == pytest.approx([1, 1, 1, 1])


def test_symmetric_connections_are_reciprocal_at_one_over_density():
    matrix = random_matrix(40, 0.2, 1)
    symmetric = matrix + matrix.T
    assert reciprocity(symmetric) == pytest.approx(1 / density(symmetric))


def test_a_ring_has_as_many_chains_as_units():
    units = 10
    ring = np.roll(np.eye(units), 1, axis=0)
    assert density(ring) == pytest.approx(1 / (units - 1))
    assert [f(ring) for f in RELATIVE[:3]] == [0, 0, 0]
    assert chains(ring) == pytest.approx((units - 1) / (units - 2))


@pytest.mark.parametrize("statistic", [*RELATIVE, density, negative_share, mean_weight])
def test_self_connections_do_not_count(statistic):
    matrix = random_matrix(15, 0.4, 2)
    expected = statistic(matrix)
    np.fill_diagonal(matrix, -5)
    assert statistic(matrix) == expected


@pytest.mark.parametrize("statistic", [*RELATIVE, negative_share, mean_weight])
@pytest.mark.parametrize("matrix", [np.zeros((5, 5)), np.eye(5), np.ones((1, 1))])
def test_nothing_is_said_of_no_connections(statistic, matrix):
    assert np.isnan(statistic(matrix))


def test_pairs_of_units_are_too_few_for_triples():
    pair = np.ones((2, 2))
    assert reciprocity(pair) == 1
    assert np.isnan([convergence(pair), divergence(pair), chains(pair)]).all()
    assert density(np.zeros((4, 4))) == 0 and np.isnan(density(np.ones((1, 1))))


def test_signs_and_weights_are_those_of_present_connections():
    matrix = np.array([[9.0, -1, 0], [0, 9, 2], [5, 0, 9]])
    assert negative_share(matrix) == pytest.approx(1 / 3)
    assert mean_weight(matrix) == pytest.approx(2)
