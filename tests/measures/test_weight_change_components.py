"""Singular values of the weight change, and its share along the singular vectors of the start."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.learners.recurrent.weights import Weights
from richlazy.measures import change_along_singular_vectors, change_in_leading_space, change_singular_values
from richlazy.measures.snapshot import Probes, Snapshot

UNITS = 24
NAMES = [change_singular_values, change_in_leading_space, change_along_singular_vectors]


def snapshot(recurrent):
    trials = torch.zeros(1, 1, 1)
    probes = Probes(trials, trials[0].long(), trials, trials[0].long(), 1, 0, "recurrent", 1.0, False, "all", 1e9)
    weights = Weights(torch.as_tensor(recurrent), torch.zeros(len(recurrent), 1), torch.zeros(1, len(recurrent)))
    return Snapshot(weights, probes)


def orthogonal(random):
    return np.linalg.qr(random.standard_normal((UNITS, UNITS)))[0]


def start(random, rank, dtype=np.float64):
    """A matrix of known singular vectors, its singular values falling from 3; left and right vectors as columns."""
    left, right = orthogonal(random), orthogonal(random)
    values = np.linspace(3, 1, UNITS) * (np.arange(UNITS) < rank)
    return (left * values @ right.T).astype(dtype), left, right


def measure(module, first, last):
    return np.asarray(module.measure(snapshot(first), snapshot(last)))


@given(st.integers(0, 100), st.sampled_from([1, 4, 10, 24]), st.sampled_from([np.float32, np.float64]))
@settings(max_examples=25, deadline=None)
def test_a_change_made_of_components_is_taken_apart_again(seed, rank, dtype):
    """float32: what rounding leaves beyond the rank must not count as a direction of the start."""
    random = np.random.default_rng(seed)
    first, left, right = start(random, rank, dtype)
    kept = min(rank, 10)
    wanted = random.standard_normal(UNITS)
    last = first + left * wanted @ right.T
    close = {"rtol": 1e-4, "atol": 1e-4} if dtype == np.float32 else {"rtol": 1e-9, "atol": 1e-9}
    along = measure(change_along_singular_vectors, first, last)
    np.testing.assert_allclose(along[:kept], wanted[:kept], **close)
    assert np.isnan(along[kept:]).all() and along.shape == (10,)
    share = (wanted[:kept] ** 2).sum() / (wanted**2).sum()
    np.testing.assert_allclose(measure(change_in_leading_space, first, last), share, **close)
    largest = np.sort(np.abs(wanted))[::-1][:10]
    np.testing.assert_allclose(measure(change_singular_values, first, last), largest, **close)


def test_change_between_leading_vectors_is_in_their_space_but_along_none():
    first, left, right = start(np.random.default_rng(0), UNITS)
    last = first + np.outer(left[:, 2], right[:, 7])
    np.testing.assert_allclose(measure(change_in_leading_space, first, last), 1, rtol=1e-10)
    np.testing.assert_allclose(measure(change_along_singular_vectors, first, last), 0, atol=1e-12)


def test_change_in_a_random_direction_has_the_share_that_chance_gives():
    random = np.random.default_rng(1)
    first = start(random, UNITS)[0]
    shares = [
        measure(change_in_leading_space, first, first + random.standard_normal((UNITS, UNITS))) for _ in range(200)
    ]
    assert np.mean(shares) == pytest.approx(10**2 / UNITS**2, rel=0.05)


def test_where_nothing_changed_there_is_no_share():
    first = start(np.random.default_rng(0), 4)[0]
    assert np.isnan(measure(change_in_leading_space, first, first))
    np.testing.assert_array_equal(measure(change_singular_values, first, first), 0)
    np.testing.assert_array_equal(measure(change_along_singular_vectors, first, first)[:4], 0)


def test_small_matrices_have_as_many_values_as_units():
    first, last = np.eye(3), np.diag([1.0, 3.0, 2.0])
    np.testing.assert_allclose(measure(change_singular_values, first, last), [2, 1, 0, *[np.nan] * 7], atol=1e-12)
