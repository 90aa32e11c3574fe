"""Sparse Gaussian connectivity: density, variance, independence."""

import numpy as np
import pytest
from richlazy.connectivity import motif_statistics
from richlazy.connectivity.builders import sparse
from richlazy.errors import InputError

UNITS, GAIN = 300, 1.25


def build(density=0.1, units=UNITS, gain=GAIN, seed=0):
    return sparse.build(units, gain, np.random.default_rng(seed), density=density)


@pytest.mark.parametrize("density", [0.1, 0.5, 1])
def test_entries_have_their_density_and_the_variance_of_gaussian_connectivity(density):
    matrix = build(density)
    assert matrix.shape == (UNITS, UNITS) and matrix.dtype == np.float64
    assert (matrix != 0).mean() == pytest.approx(density, abs=0.005)
    assert matrix.var() == pytest.approx(GAIN**2 / UNITS, rel=0.07)
    assert abs(matrix.mean()) < 4 * matrix.std() / UNITS
    present = matrix[matrix != 0]
    assert (present**4).mean() / present.var() ** 2 == pytest.approx(3, rel=0.08)


def test_pairs_of_connections_are_at_chance():
    for statistic, tolerance in (
        (motif_statistics.reciprocity, 0.2),
        (motif_statistics.convergence, 0.02),
        (motif_statistics.divergence, 0.02),
        (motif_statistics.chains, 0.02),
    ):
        assert statistic(build()) == pytest.approx(1, abs=tolerance)


def test_the_gain_scales_and_the_generator_fixes_the_matrix():
    np.testing.assert_allclose(build(gain=2.5), 2 * build(gain=1.25))
    assert np.array_equal(build(), build()) and not np.array_equal(build(), build(seed=1))


def test_no_connection_at_all_is_refused():
    with pytest.raises(InputError, match="density"):
        build(1e-9, units=20)
