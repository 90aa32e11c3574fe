"""What is done with the mean of a matrix."""

import numpy as np
import pytest
from richlazy.connectivity.mean import RULES
from richlazy.connectivity.spectrum import effective_rank
from richlazy.errors import InputError

MATRIX = np.random.default_rng(0).poisson(2.0, (40, 40)).astype(float)


def test_the_mean_is_kept_to_the_bit():
    assert np.array_equal(RULES["keep"](MATRIX), MATRIX)


def test_the_mean_of_all_entries_is_removed_and_their_differences_stay():
    found = RULES["subtract"](MATRIX)
    assert found.mean() == pytest.approx(0, abs=1e-14)
    np.testing.assert_allclose(found - found[0, 0], MATRIX - MATRIX[0, 0], rtol=0, atol=1e-12)


def test_without_its_mean_a_matrix_of_one_sign_has_no_dominant_eigenvalue():
    # With mean m the leading eigenvalue is about N m = 80, the others lie within sqrt(N) s = 9.
    assert effective_rank(MATRIX) < 0.12
    assert effective_rank(RULES["subtract"](MATRIX)) > 0.4


@pytest.mark.parametrize("value", [0.1, 1 / 3, 7.0, 1e-200, -1e200])
def test_the_rounding_errors_of_equal_entries_are_no_matrix(value):
    with pytest.raises(InputError, match="mean: subtract leaves nothing.*`mean: keep`"):
        RULES["subtract"](np.full((30, 30), value))
    almost = np.full((30, 30), value)
    almost[3, 4] *= 1 + 1e-10
    assert np.unravel_index(np.abs(RULES["subtract"](almost)).argmax(), almost.shape) == (3, 4)
