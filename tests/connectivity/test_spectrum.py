"""Summaries of spectra against closed forms: identity, rank one, flat rank r, and known spectra."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.connectivity.spectrum import eigenvalues, singular_values

SIZE = 20
# Closed forms in the number r of equal singular values (and eigenvalues) of a projection of rank r.
OF_PROJECTION = {
    "effective_rank": lambda r: r / SIZE,
    "participation_ratio": lambda r: r,
    "stable_rank": lambda r: r,
    "entropy_rank": lambda r: r,
    "spectral_radius": lambda r: 1,
    "spectral_norm": lambda r: 1,
    "frobenius_norm": np.sqrt,
}
# And in the singular values themselves.
OF_SINGULAR_VALUES = {
    "participation_ratio": lambda s: (s**2).sum() ** 2 / (s**4).sum(),
    "stable_rank": lambda s: (s**2).sum() / s.max() ** 2,
    "entropy_rank": lambda s: np.prod((s / s.sum()) ** (-s / s.sum())),
    "spectral_norm": lambda s: s.max(),
    "frobenius_norm": lambda s: np.sqrt((s**2).sum()),
}
# Ranks do not feel the scale of a matrix, sizes are proportional to it.
RANKS = ("effective_rank", "participation_ratio", "stable_rank", "entropy_rank")


def rotation(seed):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((SIZE, SIZE)))[0]


def measure(name, matrix):
    return MATRIX_MEASURES[name].function(matrix)


@pytest.mark.parametrize("name", OF_PROJECTION)
@pytest.mark.parametrize("rank", [1, 4, SIZE])
def test_projections_have_the_closed_form(name, rank):
    basis = rotation(0)[:, :rank]
    # An eigenvalue of zero multiplicity 19 is found to 1e-16: the sum of its moduli is negligible.
    assert measure(name, basis @ basis.T) == pytest.approx(OF_PROJECTION[name](rank), rel=1e-10)


@pytest.mark.parametrize("name", OF_PROJECTION)
def test_the_identity_and_a_single_entry_have_the_closed_form(name):
    single = np.zeros((SIZE, SIZE))
    single[3, 3] = 1
    assert measure(name, np.eye(SIZE)) == pytest.approx(OF_PROJECTION[name](SIZE), rel=1e-12)
    assert measure(name, single) == pytest.approx(OF_PROJECTION[name](1), rel=1e-12)


@pytest.mark.parametrize("name", OF_SINGULAR_VALUES)
@given(st.lists(st.floats(0.01, 10), min_size=SIZE, max_size=SIZE))
@settings(max_examples=15, deadline=None)
def test_measures_of_singular_values_do_not_feel_rotations(name, values):
    values = np.array(values)
    matrix = rotation(1) * values @ rotation(2)
    assert measure(name, matrix) == pytest.approx(OF_SINGULAR_VALUES[name](values), rel=1e-9)


def test_effective_rank_and_radius_come_from_the_moduli_of_the_eigenvalues():
    # A normal matrix with eigenvalues 3, -2 and the pair 1 ± 2i.
    matrix = np.zeros((4, 4))
    matrix[0, 0], matrix[1, 1] = 3, -2
    matrix[2:, 2:] = [[1, 2], [-2, 1]]
    basis = np.linalg.qr(np.random.default_rng(0).standard_normal((4, 4)))[0]
    matrix = basis @ matrix @ basis.T
    assert measure("effective_rank", matrix) == pytest.approx((3 + 2 + 2 * np.sqrt(5)) / (3 * 4))
    assert measure("spectral_radius", matrix) == pytest.approx(3)
    # A shear changes singular values and leaves eigenvalues.
    shear = np.eye(4) + np.triu(np.ones((4, 4)), 1)
    similar = shear @ matrix @ np.linalg.inv(shear)
    assert measure("effective_rank", similar) == pytest.approx(measure("effective_rank", matrix))


@pytest.mark.parametrize("name", OF_PROJECTION)
def test_scale(name):
    matrix = np.random.default_rng(0).standard_normal((SIZE, SIZE))
    expected = measure(name, matrix) * (1 if name in RANKS else 7)
    assert measure(name, 7 * matrix) == pytest.approx(expected, rel=1e-10)


@given(st.integers(0, 30))
@settings(max_examples=20, deadline=None)
def test_ranks_lie_in_their_range(seed):
    matrix = np.random.default_rng(seed).standard_normal((SIZE, SIZE))
    assert 0 < measure("effective_rank", matrix) <= 1
    for name in RANKS[1:]:
        assert 1 <= measure(name, matrix) <= SIZE


def test_spectra_are_sorted_and_whole():
    matrix = np.random.default_rng(0).standard_normal((SIZE, SIZE))
    values = eigenvalues(matrix)
    assert values.dtype == complex and (np.diff(np.abs(values)) < 1e-8).all()
    np.testing.assert_allclose(values.sum(), np.trace(matrix), atol=1e-10)
    np.testing.assert_allclose(np.prod(values), np.linalg.det(matrix), rtol=1e-9)
    assert (np.diff(singular_values(matrix)) <= 0).all()
    np.testing.assert_allclose((singular_values(matrix) ** 2).sum(), (matrix**2).sum(), rtol=1e-12)


def test_conjugate_pairs_keep_one_order():
    values = eigenvalues(np.random.default_rng(0).standard_normal((SIZE, SIZE)))
    pairs = values[np.abs(values.imag) > 1e-9].reshape(-1, 2)
    assert len(pairs) > 3 and (pairs[:, 0].imag > 0).all()
    np.testing.assert_allclose(pairs[:, 0], pairs[:, 1].conj(), rtol=1e-9)
