"""Builders of connectivity: size, moments, reproducibility."""

import numpy as np
import pytest
from richlazy.connectivity.builders import gaussian, uniform

BUILDERS = {"gaussian": gaussian.build, "uniform": uniform.build}


def build(name, units=300, gain=1.25, seed=0):
    return BUILDERS[name](units, gain, np.random.default_rng(seed))


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("units, gain", [(300, 1.25), (200, 0.5)])
def test_entries_have_mean_zero_and_variance_gain_squared_over_units(name, units, gain):
    matrix = build(name, units, gain)
    assert matrix.shape == (units, units) and matrix.dtype == np.float64
    # 40 000 entries or more: standard errors 0.5 % of the deviation and 0.7 % of the variance
    assert abs(matrix.mean()) < 0.02 * gain / np.sqrt(units)
    assert matrix.var() == pytest.approx(gain**2 / units, rel=0.03)


def test_distributions_have_the_kurtosis_of_their_names():
    for name, kurtosis in (("gaussian", 3.0), ("uniform", 1.8)):
        matrix = build(name)
        assert (matrix**4).mean() / matrix.var() ** 2 == pytest.approx(kurtosis, rel=0.05)


def test_uniform_keeps_to_its_bound():
    assert np.abs(build("uniform", 100, 2.0)).max() <= 2 * np.sqrt(3 / 100)


@pytest.mark.parametrize("name", BUILDERS)
def test_the_generator_fixes_the_matrix(name):
    assert np.array_equal(build(name), build(name))
    assert not np.array_equal(build(name), build(name, seed=1))
