"""Dale's law: signs by column, balance, distributions, and the effective ranks that they give."""

import numpy as np
import pytest
from richlazy.connectivity import builders
from richlazy.connectivity.builders import dale
from richlazy.connectivity.spectrum import effective_rank
from richlazy.errors import InputError

UNITS, GAIN = 300, 1.25
BASES = dale.ARGUMENTS["base"]["enum"]
# Mean of each distribution where its mean square is 1.
MEANS = {
    "gaussian": np.sqrt(2 / np.pi),
    "uniform": np.sqrt(3) / 2,
    "lognormal": np.exp(-(0.93552**2) / 2),
    "exponential": 1 / np.sqrt(2),
}


def build(units=UNITS, gain=GAIN, seed=0, **chosen):
    arguments = builders.defaults("dale") | chosen
    return dale.build(units, gain, np.random.default_rng(seed), **arguments)


@pytest.mark.parametrize("base", BASES)
def test_each_column_has_one_sign(base):
    matrix = build(base=base)
    assert matrix.shape == (UNITS, UNITS) and matrix.dtype == np.float64
    assert (matrix[:, :240] > 0).all() and (matrix[:, 240:] < 0).all()


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("density", [1, 0.3])
def test_excitatory_connections_have_the_moments_of_their_distribution(base, density):
    excitatory = build(units=600, base=base, density=density)[:, :480] * np.sqrt(600) / GAIN
    # 288 000 entries; of the log-normal, the kurtosis of the squares is the largest: 5 % is 4 standard errors
    assert (excitatory**2).mean() == pytest.approx(1, rel=0.05 if base == "lognormal" else 0.02)
    assert excitatory.mean() == pytest.approx(MEANS[base] * np.sqrt(density), rel=0.02)
    assert (excitatory > 0).mean() == pytest.approx(density, abs=0.005)


def test_every_distribution_is_tested():
    assert set(BASES) == set(dale.MAGNITUDES) == set(MEANS)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("density", [1, 0.3])
def test_rows_sum_to_zero_on_average_only_where_balanced(base, density):
    rows = build(base=base, density=density).sum(axis=1)
    assert abs(rows.mean()) < 5 * rows.std() / np.sqrt(UNITS)
    rows = build(base=base, density=density, balanced=False).sum(axis=1)
    assert rows.mean() > 20 * rows.std() / np.sqrt(UNITS)


def test_balance_multiplies_inhibitory_columns_by_the_ratio_of_numbers():
    balanced, plain = build(), build(balanced=False)
    np.testing.assert_array_equal(balanced[:, :240], plain[:, :240])
    np.testing.assert_allclose(balanced[:, 240:], 4 * plain[:, 240:])


@pytest.mark.parametrize(
    "excitatory, balanced, expected, tolerance",
    [(0.8, False, 0.05, 0.005), (0.8, True, 0.35, 0.08), (0.5, True, 0.43, 0.1)],
)
def test_effective_ranks_are_those_known_for_300_units(excitatory, balanced, expected, tolerance):
    """Where the rows are balanced on average only, the largest eigenvalue varies over seeds: a spread of 0.04."""
    found = [effective_rank(build(seed=seed, excitatory=excitatory, balanced=balanced)) for seed in range(16)]
    assert np.mean(found) == pytest.approx(expected, abs=tolerance)
    if balanced:
        assert min(found) < expected < max(found)


def test_the_gain_scales_and_the_generator_fixes_the_matrix():
    np.testing.assert_allclose(build(gain=2.5, density=0.5), 2 * build(gain=1.25, density=0.5))
    assert np.array_equal(build(), build()) and not np.array_equal(build(), build(seed=1))


@pytest.mark.parametrize("excitatory", [0, 1])
def test_a_balance_of_one_kind_is_refused(excitatory):
    with pytest.raises(InputError, match="excitatory"):
        build(excitatory=excitatory)
    assert np.sign(build(excitatory=excitatory, balanced=False)).std() == 0
