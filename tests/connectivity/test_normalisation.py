"""Rescaling keeps the chosen size, direction and rank, and refuses what cannot be rescaled."""

import numpy as np
import pytest
from richlazy.connectivity.normalisation import SIZES, rescale
from richlazy.connectivity.truncations.svd import truncate
from richlazy.errors import InputError

PLAIN_SIZES = {
    "frobenius": lambda matrix: np.sqrt((matrix**2).sum()),
    "spectral_norm": lambda matrix: np.sqrt(np.linalg.eigvalsh(matrix.T @ matrix).max()),
    "spectral_radius": lambda matrix: np.abs(np.linalg.eigvals(matrix)).max(),
}


def reference():
    return np.random.default_rng(0).standard_normal((15, 15))


@pytest.mark.parametrize("rank", [1, 4, 15])
@pytest.mark.parametrize("size", SIZES)
def test_the_chosen_size_becomes_that_of_the_reference(size, rank):
    small = 0.01 * truncate(reference(), rank)
    scaled = rescale(small, reference(), size)
    np.testing.assert_allclose(PLAIN_SIZES[size](scaled), PLAIN_SIZES[size](reference()), rtol=1e-10)
    np.testing.assert_allclose(scaled / np.linalg.norm(scaled), small / np.linalg.norm(small), rtol=0, atol=1e-14)


def test_every_size_is_tested():
    assert set(SIZES) == set(PLAIN_SIZES)


@pytest.mark.parametrize("size", SIZES)
def test_a_matrix_of_the_right_size_is_kept_to_the_bit(size):
    assert np.array_equal(rescale(reference(), reference(), size), reference())


def test_a_nilpotent_matrix_has_no_spectral_radius_to_rescale():
    with pytest.raises(InputError, match="normalise.*spectral_radius.*normalise: frobenius"):
        rescale(np.triu(reference(), 1), reference(), "spectral_radius")
    rescale(np.triu(reference(), 1), reference(), "frobenius")


@pytest.mark.parametrize("size", SIZES)
def test_a_zero_matrix_is_refused(size):
    with pytest.raises(InputError, match="normalise"):
        rescale(np.zeros((15, 15)), reference(), size)


NILPOTENT = {
    "a chain": np.diag([1.0, 2, 3], -1),
    "a triangle": np.array([[0, 0, 0, 0], [1, 0, 0, 0], [2, 3, 0, 0], [1, 1, 5, 0]]),
    "a chain of neurons in another order": np.eye(5)[[1, 2, 3, 4, 0]] * [1, 2, 3, 4, 0],
    "orthogonal directions": np.outer([1.0, -2, 1], [1, 2, 3]),
    "opposite columns": np.array([[0.1, -0.1], [0.1, -0.1]]),
    "integers of no visible order": np.array([[5, -3, 2], [15, -9, 6], [10, -6, 4]], float),
}


@pytest.mark.parametrize("factor", [1, 1e-100, 1e100])
@pytest.mark.parametrize("name", NILPOTENT)
def test_rounding_errors_are_no_spectral_radius(name, factor):
    matrix = factor * NILPOTENT[name]
    beside = reference()[: len(matrix), : len(matrix)]
    with pytest.raises(InputError, match="whose spectral_radius is 0 up to.*`normalise: frobenius`"):
        rescale(matrix, beside, "spectral_radius")
    assert np.linalg.norm(rescale(matrix, beside, "frobenius")) == pytest.approx(np.linalg.norm(beside))


@pytest.mark.parametrize("radius", [1e-2, 1])
def test_a_small_spectral_radius_is_one(radius):
    matrix = np.triu(reference(), 1) + radius * np.eye(15)
    scaled = rescale(matrix, reference(), "spectral_radius")
    assert np.abs(np.linalg.eigvals(scaled)).max() == pytest.approx(PLAIN_SIZES["spectral_radius"](reference()))


@pytest.mark.parametrize("size", SIZES)
def test_the_refusal_of_zeros_does_not_advise_what_does_not_help(size):
    with pytest.raises(InputError, match="all entries of the initial matrix of 15 units are 0") as refused:
        rescale(np.zeros((15, 15)), reference(), size)
    assert "normalise: frobenius" not in str(refused.value)
