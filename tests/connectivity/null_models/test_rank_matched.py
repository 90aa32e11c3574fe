"""The rank-matched null against brute force over all ranks, and at its ends."""

import numpy as np
import pytest
from richlazy.connectivity.null_models import rank_matched
from richlazy.connectivity.spectrum import effective_rank
from richlazy.connectivity.truncations.svd import truncate
from richlazy.errors import InputError


def gaussian(seed, units=60):
    return np.random.default_rng(seed).standard_normal((units, units)) / np.sqrt(units)


def draw(matrix, reference):
    return rank_matched.draw(matrix, reference, np.random.default_rng(0))


@pytest.mark.parametrize("seed", range(4))
def test_no_other_rank_comes_nearer(seed):
    # Effective rank rises with rank in ripples only: at other seeds a rank beyond the neighbours may come nearer.
    reference = gaussian(seed)
    of_all = np.array([effective_rank(truncate(reference, rank)) for rank in range(1, len(reference) + 1)])
    assert (np.diff(of_all) < 0).any()
    for wanted in np.linspace(0.02, of_all[-1], 30, endpoint=False):
        found = of_all[rank_matched.nearest_rank(reference, wanted) - 1]
        assert abs(found - wanted) == pytest.approx(np.abs(of_all - wanted).min(), abs=1e-9)


def with_effective_rank(share, units=60):
    """A diagonal with one eigenvalue 1 and the others equal, of that effective rank."""
    return np.diag([1.0] + [(share * units - 1) / (units - 1)] * (units - 1))


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.4])
def test_the_null_is_a_truncation_of_the_reference_with_the_effective_rank_of_the_matrix(share):
    reference = gaussian(7)
    null = draw(with_effective_rank(share), reference)
    assert effective_rank(null) == pytest.approx(share, abs=0.02)
    assert null == pytest.approx(truncate(reference, np.linalg.matrix_rank(null)))


def test_a_truncation_of_the_reference_is_found_again():
    reference = gaussian(8)
    for rank in (1, 5, 23, 59):
        assert draw(3 * truncate(reference, rank), reference) == pytest.approx(truncate(reference, rank))


def test_a_matrix_of_higher_effective_rank_gives_the_reference_to_the_bit():
    reference = gaussian(9)
    for matrix in (np.eye(60), reference):
        assert np.array_equal(draw(matrix, reference), reference)


def test_a_matrix_without_loops_is_refused():
    with pytest.raises(InputError, match="all eigenvalues of this matrix are 0"):
        draw(np.tril(np.ones((6, 6)), -1), gaussian(0, 6))
