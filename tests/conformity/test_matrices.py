"""Every builder, null model and truncation: a matrix of the size asked for, from the seed alone."""

import numpy as np
import pytest
from helpers.every_part import KINDS, Part, arguments, made_here, names
from richlazy.connectivity.spectrum import achieved_rank

UNITS, GAIN = 20, 1.25


def generator(seed=0):
    return np.random.default_rng(seed)


def built(name, seed=0):
    """A matrix of the builder; one that asks for what a network has learned is given a random change."""
    part = Part("builder", name)
    learned = {} if part.constant("REFERENCE") is None else {"learned": generator(9).standard_normal((UNITS, UNITS))}
    return KINDS["builder"].find(name).build(UNITS, GAIN, generator(seed), **arguments(part), **learned)


@pytest.fixture(scope="module")
def signed():
    """A sparse matrix of columns of one sign, with zeros on the diagonal: what every null model can be drawn of."""
    present = generator(1).random((UNITS, UNITS)) < 0.4
    np.fill_diagonal(present, False)
    magnitudes = np.abs(generator(2).standard_normal((UNITS, UNITS)))
    return present * magnitudes * np.where(np.arange(UNITS) < 14, 1, -1)


@pytest.mark.parametrize("name", made_here("builder"))
def test_a_built_matrix_comes_from_the_seed_alone(name):
    matrix = built(name)
    assert matrix.shape == (UNITS, UNITS) and np.isfinite(matrix).all() and matrix.any()
    assert np.array_equal(built(name), matrix)
    if Part("builder", name).constant("REFERENCE") is None:
        assert not np.array_equal(built(name, seed=1), matrix)


@pytest.mark.parametrize("name", made_here("builder"))
def test_dense_matrices_have_every_connection(name):
    if Part("builder", name).constant("DENSE"):
        assert (built(name) != 0).all()


@pytest.mark.parametrize("name", names("null model"))
def test_a_null_model_is_drawn_from_the_seed_alone_and_leaves_the_matrix(name, signed):
    draw, reference = KINDS["null model"].find(name).draw, generator(3).standard_normal((UNITS, UNITS))
    given = signed.copy(), reference.copy()
    null = draw(*given, generator())
    assert null.shape == signed.shape and np.isfinite(null).all()
    assert np.array_equal(given[0], signed) and np.array_equal(given[1], reference)
    assert np.array_equal(draw(signed, reference, generator()), null)


@pytest.mark.parametrize("rank", [1, 4])
@pytest.mark.parametrize("name", names("truncation"))
def test_a_truncation_has_the_rank_asked_for_and_the_whole_matrix_stays(name, rank, signed):
    truncate = KINDS["truncation"].find(name).truncate
    truncated = truncate(signed.copy(), rank)
    assert truncated.shape == signed.shape and achieved_rank(truncated) <= rank
    assert np.array_equal(truncate(signed.copy(), rank), truncated)
    assert np.array_equal(truncate(signed, UNITS), signed)
