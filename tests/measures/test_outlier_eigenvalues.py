"""Eigenvalues that leave the bulk, with eigenvalues that are planted."""

import numpy as np
import pytest
import torch
from richlazy.learners.recurrent.weights import Weights
from richlazy.measures import outlier_eigenvalues
from richlazy.measures.snapshot import Probes, Snapshot

UNITS = 200
_NO_TRIALS = torch.zeros(1, 1, 1), torch.zeros(1, 1, dtype=torch.int64)
PROBES = Probes(*_NO_TRIALS, *_NO_TRIALS, 1, 0, "recurrent", 1.0, False, "all", 1e9)


def snapshot(matrix):
    return Snapshot(Weights(torch.as_tensor(matrix), torch.zeros(UNITS, 1), torch.zeros(1, UNITS)), PROBES)


def measure(start, matrix):
    return outlier_eigenvalues.measure(snapshot(start), snapshot(matrix))


def gaussian(seed, gain=1.25):
    return gain * np.random.default_rng(seed).standard_normal((UNITS, UNITS)) / np.sqrt(UNITS)


def planted(*values):
    """A matrix whose eigenvalues are these and zeros, along random orthogonal directions."""
    basis = np.linalg.qr(np.random.default_rng(99).standard_normal((UNITS, len(values))))[0]
    return basis @ np.diag(values) @ basis.T


def of_rank_one(eigenvalue):
    """A matrix of rank one with this eigenvalue and the Frobenius norm of a Gaussian."""
    norm = 1.25 * UNITS**0.5
    left, right = np.linalg.qr(np.random.default_rng(5).standard_normal((UNITS, 2)))[0].T
    cosine = eigenvalue / norm
    return norm * np.outer(left, cosine * left + np.sqrt(1 - cosine**2) * right)


@pytest.mark.parametrize("seed", range(5))
def test_random_matrices_have_none_and_nothing_leaves_without_learning(seed):
    assert measure(gaussian(seed), gaussian(seed)) == 0
    assert measure(gaussian(seed), gaussian(seed + 100)) == 0


@pytest.mark.parametrize("values", [(3.0,), (3.0, -4.0), (2.5, 3.0, 3.5)])
def test_counts_planted_eigenvalues_beyond_the_bulk(values):
    assert measure(gaussian(0), gaussian(0) + planted(*values)) == len(values)


def test_a_conjugate_pair_counts_two():
    basis = np.linalg.qr(np.random.default_rng(1).standard_normal((UNITS, 2)))[0]
    assert measure(gaussian(0), gaussian(0) + basis @ np.array([[0, -3.0], [3.0, 0]]) @ basis.T) == 2


def test_eigenvalues_within_the_bulk_do_not_count():
    assert measure(gaussian(0), gaussian(0) + planted(0.5)) == 0
    assert measure(gaussian(0), 0.5 * gaussian(0)) == 0


def test_the_bulk_is_that_of_the_start():
    """The same matrix has outliers for a start of small norm, and none for one of large norm."""
    matrix = gaussian(0, gain=0.2) + planted(0.8)
    assert measure(gaussian(0, gain=0.2), matrix) == 1
    assert measure(gaussian(0, gain=1.25), matrix) == 0


@pytest.mark.parametrize(("before", "after", "expected"), [(0.3, 0.3, 0), (0.3, 3.0, 1), (2.5, 2.5, 0), (2.5, 4.0, 0)])
def test_at_rank_one_the_eigenvalue_counts_if_it_grows_out_of_the_bulk_of_its_norm(before, after, expected):
    assert measure(of_rank_one(before), of_rank_one(after)) == expected


def test_outliers_of_the_start_are_not_counted_and_hide_no_later_one():
    start = gaussian(0) + planted(10.0)
    basis = np.linalg.qr(np.random.default_rng(2).standard_normal((UNITS, 1)))[0]
    assert measure(start, start) == 0
    assert measure(start, start + 4 * basis @ basis.T) == 1
    assert measure(start, gaussian(0)) == 0


def test_a_start_of_zeros_has_no_bulk():
    assert np.isnan(measure(np.zeros((UNITS, UNITS)), gaussian(0)))
