"""Alignment of matrices: its limits and invariances."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.measures.alignment import alignment

ENTRIES = st.floats(-10, 10).map(lambda value: round(value, 3))
FACTORS = arrays(np.float64, (4, 3), elements=ENTRIES).filter(lambda a: np.abs(a).max() > 0.1)


def gram(factor):
    return torch.from_numpy(factor @ factor.T)


@given(FACTORS, FACTORS)
@settings(max_examples=60, deadline=None)
def test_positive_semidefinite_matrices_align_between_zero_and_one(first, second):
    a, b = gram(first), gram(second)
    value = alignment(a, b)
    assert -1e-12 <= value <= 1 + 1e-12
    expected = np.trace(a.numpy().T @ b.numpy()) / (np.linalg.norm(a) * np.linalg.norm(b))
    np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-12)


@given(FACTORS, FACTORS, st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
@settings(max_examples=40, deadline=None)
def test_alignment_ignores_scale_and_order(first, second, scale, other):
    a, b = gram(first), gram(second)
    np.testing.assert_allclose(alignment(scale * a, other * b), alignment(a, b), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(alignment(b, a), alignment(a, b), rtol=1e-12, atol=1e-12)


@given(FACTORS)
@settings(max_examples=40, deadline=None)
def test_identical_matrices_align_fully(factor):
    np.testing.assert_allclose(alignment(gram(factor), gram(factor)), 1, rtol=1e-12)


def test_orthogonal_matrices_do_not_align():
    assert alignment(torch.diag(torch.tensor([1.0, 0.0])), torch.diag(torch.tensor([0.0, 1.0]))) == 0


def test_a_zero_matrix_gives_nan():
    assert np.isnan(alignment(torch.zeros(2, 2), torch.eye(2)))


def test_sums_are_made_in_double_precision():
    """Single precision would lose the small entries beside the large one."""
    a = torch.full((1000, 1000), 1e-4)
    a[0, 0] = 1e4
    b = torch.zeros(1000, 1000)
    b[1:] = 1.0
    x, y = a.double().numpy().ravel(), b.double().numpy().ravel()
    np.testing.assert_allclose(alignment(a, b), x @ y / np.linalg.norm(x) / np.linalg.norm(y), rtol=1e-10)
