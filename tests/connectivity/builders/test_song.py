"""Song et al. 2005: classes of pairs, strengths, signs."""

import numpy as np
import pytest
from richlazy.connectivity import motif_statistics
from richlazy.connectivity.builders import song

UNITS = 300


def build(seed=0, gain=1.0, units=UNITS, excitatory=1.0):
    return song.build(units, gain, np.random.default_rng(seed), excitatory=excitatory)


def test_pairs_are_of_the_classes_as_often_as_was_measured():
    one_way = two_way = 0
    for seed in range(5):
        present = build(seed) != 0
        both = (present & present.T)[np.triu_indices(UNITS, 1)].sum()
        two_way, one_way = two_way + both, one_way + present.sum() - 2 * both
    pairs = 5 * UNITS * (UNITS - 1) / 2
    for found, measured in ((two_way / pairs, 218 / 4025), (one_way / pairs, 495 / 4025)):
        assert found == pytest.approx(measured, abs=4 * np.sqrt(measured / pairs))


def test_density_and_reciprocal_excess_are_the_published_ones():
    matrices = [build(seed) for seed in range(5)]
    assert np.mean([motif_statistics.density(m) for m in matrices]) == pytest.approx(0.1157, abs=0.001)
    assert np.mean([motif_statistics.reciprocity(m) for m in matrices]) == pytest.approx(4.05, abs=0.06)


def test_pairs_with_a_unit_in_common_are_independent():
    """Of convergent, divergent pairs and chains, there are as many as by chance."""
    for statistic in (motif_statistics.convergence, motif_statistics.divergence, motif_statistics.chains):
        assert np.mean([statistic(build(seed)) for seed in range(5)]) == pytest.approx(1, abs=0.015)


def test_both_directions_are_as_frequent():
    present = build() != 0
    one_way = present & ~present.T
    below, above = np.tril(one_way).sum(), np.triu(one_way).sum()
    assert abs(below - above) < 4 * np.sqrt(below + above)


def test_strengths_are_log_normal_in_millivolt():
    matrix = build()
    logarithms = np.log(matrix[matrix > 0])
    assert logarithms.mean() == pytest.approx(-0.702, abs=4 * 0.936 / np.sqrt(logarithms.size))
    assert logarithms.std() == pytest.approx(0.9355, abs=4 * 0.936 / np.sqrt(2 * logarithms.size))
    assert np.median(matrix[matrix > 0]) == pytest.approx(0.5, abs=0.02)  # the published median
    assert abs((logarithms**3).mean() - 3 * logarithms.mean() * logarithms.var() - logarithms.mean() ** 3) < 0.1


def test_no_unit_connects_to_itself_and_all_units_excite():
    matrix = build()
    assert matrix.shape == (UNITS, UNITS) and matrix.dtype == np.float64
    assert (np.diag(matrix) == 0).all() and (matrix >= 0).all()


def test_inhibitory_units_have_the_same_connections_with_the_other_sign():
    signs = np.repeat([1, -1], [240, 60])
    np.testing.assert_array_equal(build(excitatory=0.8), signs * build())


def test_the_gain_scales_and_the_generator_fixes_the_matrix():
    np.testing.assert_allclose(build(gain=2.5), 2.5 * build())
    assert np.array_equal(build(), build()) and not np.array_equal(build(), build(seed=1))
