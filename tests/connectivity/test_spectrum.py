"""Summaries of spectra against closed forms: identity, rank one, flat rank r, and known spectra."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.connectivity.spectrum import achieved_rank, eigenvalues, is_nilpotent, singular_values

SIZE = 20
# Closed forms in the number r of equal singular values (and eigenvalues) of a projection of rank r.
OF_PROJECTION = {
    "achieved_rank": lambda r: r,
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
    "achieved_rank": len,
    "participation_ratio": lambda s: (s**2).sum() ** 2 / (s**4).sum(),
    "stable_rank": lambda s: (s**2).sum() / s.max() ** 2,
    "entropy_rank": lambda s: np.prod((s / s.sum()) ** (-s / s.sum())),
    "spectral_norm": lambda s: s.max(),
    "frobenius_norm": lambda s: np.sqrt((s**2).sum()),
}
# Ranks do not feel the scale of a matrix, sizes are proportional to it.
RANKS = ("achieved_rank", "effective_rank", "participation_ratio", "stable_rank", "entropy_rank")


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
    for name in set(RANKS) - {"effective_rank"}:
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


@given(st.integers(2, 25), st.integers(1, 24), st.integers(0, 1000), st.integers(-300, 300))
@settings(max_examples=200, deadline=None)
def test_the_rank_of_a_truncation_is_that_of_its_factors(units, rank, seed, power):
    rank = min(rank, units)
    left, right = np.random.default_rng(seed).standard_normal((2, units, units))
    matrix = np.ldexp(1.25 * (left[:, :rank] @ right[:rank]), power)
    assert achieved_rank(matrix) == rank


def test_the_rank_of_counts_is_exact():
    # Over the integers: a hub of three neurons that know each other, and neurons without connections.
    hub = np.zeros((6, 6))
    hub[:3, :3] = 1 - np.eye(3)
    assert achieved_rank(hub) == 3 and achieved_rank(hub * [1, 2, 1e-9, 1, 1, 1]) == 3
    assert achieved_rank(np.ones((6, 6))) == 1 and achieved_rank(np.zeros((6, 6))) == 0


@pytest.mark.parametrize("factor", [1e-17, 1, 1e17])
def test_the_order_of_eigenvalues_does_not_depend_on_the_unit(factor):
    values = eigenvalues(factor * np.diag([1.0, -3, 2, 0.5]))
    np.testing.assert_allclose(values, factor * np.array([-3, 2, 1, 0.5]))


def test_powers_tell_a_nilpotent_matrix_from_one_with_small_eigenvalues():
    shift = np.diag(np.ones(SIZE - 1), 1)
    assert is_nilpotent(shift) and is_nilpotent(np.zeros((2, 2))) and not is_nilpotent(np.array([[-3.0]]))
    closed = shift.copy()
    closed[-1, 0] = 1e-3  # eigenvalues of modulus (1e-3)^(1/20) = 0.7
    assert not is_nilpotent(closed)
    assert not any(is_nilpotent(np.random.default_rng(seed).standard_normal((SIZE, SIZE))) for seed in range(20))


def test_a_matrix_without_eigenvalues_has_no_effective_rank():
    assert np.isnan(measure("effective_rank", np.diag(np.ones(SIZE - 1), 1)))
