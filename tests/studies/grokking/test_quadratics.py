"""Coefficients of functions of degree two against the functions themselves, and both ways to store samples."""

import numpy as np
import pytest

from studies.grokking import quadratics
from studies.grokking.population import of_coefficients, of_quadratic, teacher_power

INPUTS, FUNCTIONS = 4, 3
COEFFICIENTS = INPUTS * (INPUTS + 3) // 2


@pytest.fixture
def functions():
    """u [F, D], symmetric K [F, D, D] and their coefficients."""
    random = np.random.default_rng(0)
    linear, matrix = random.standard_normal((FUNCTIONS, INPUTS)), random.standard_normal((FUNCTIONS, INPUTS, INPUTS))
    matrix = matrix + np.swapaxes(matrix, 1, 2)
    return linear, matrix, quadratics.coefficients(linear, matrix)


@pytest.mark.parametrize("way", [quadratics.ByMonomials, quadratics.ByInputs])
@pytest.mark.parametrize("count", [3, COEFFICIENTS + 9])
def test_samples_give_outputs_and_their_correlations_with_monomials(functions, way, count):
    linear, matrix, coefficients = functions
    x = np.random.default_rng(1).standard_normal((count, INPUTS))
    expected = linear @ x.T + np.einsum("pi,fij,pj->fp", x, matrix, x) / 2
    samples = way(x)
    found = samples.outputs(coefficients)
    assert samples.count == count
    np.testing.assert_allclose((found**2).sum(1), (expected**2).sum(1), rtol=1e-12)
    if count < COEFFICIENTS or way is quadratics.ByInputs:
        np.testing.assert_allclose(found, expected, rtol=1e-12)
    pairs, single = quadratics.split(samples.correlations(found), INPUTS)
    second = np.einsum("fp,pi,pj->fij", expected, x, x)
    np.testing.assert_allclose(pairs[:, quadratics.layout(INPUTS).full], second.reshape(FUNCTIONS, -1), atol=1e-10)
    np.testing.assert_allclose(single, expected @ x, atol=1e-10)


def test_more_samples_than_monomials_are_kept_as_so_many_numbers_but_not_those_of_one_step():
    x = np.random.default_rng(1).standard_normal((COEFFICIENTS + 9, INPUTS))
    assert quadratics.ByMonomials(x).outputs(np.ones((1, COEFFICIENTS))).shape == (1, COEFFICIENTS)
    fresh = quadratics.samples_of(x, 9, reused=False).outputs(np.ones((1, COEFFICIENTS)))
    np.testing.assert_allclose(fresh[0], x.sum(1) + (x[:, :, None] * x[:, None, :])[:, *np.triu_indices(INPUTS)].sum(1))


def test_few_functions_of_many_monomials_are_looked_at_by_inputs():
    """Both ways are the same function, so that the choice is seen in nothing but its cost."""
    x = np.random.default_rng(1).standard_normal((600, 60))
    assert isinstance(quadratics.samples_of(x, 1), quadratics.ByInputs)
    assert isinstance(quadratics.samples_of(x[:20], 1), quadratics.ByMonomials)
    assert isinstance(quadratics.samples_of(x, 20), quadratics.ByMonomials)


def test_the_error_of_coefficients_is_that_of_the_quadratic(functions):
    linear, matrix, coefficients = functions
    beta = np.random.default_rng(2).standard_normal(INPUTS)
    teacher = quadratics.coefficients(np.zeros(INPUTS), np.outer(beta, beta))
    found = of_coefficients(coefficients - teacher, INPUTS, teacher_power(beta))
    np.testing.assert_allclose(found, of_quadratic(beta, linear, matrix), rtol=1e-12)
