"""The unit of a file: a power of two changes no bit, any other factor nothing but rounding, and nothing overflows."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity import builders, null_models, truncations
from richlazy.connectivity.initial import initial_matrix
from richlazy.connectivity.normalisation import SIZES
from richlazy.connectivity.units import check_single, exponent, times_power
from richlazy.errors import InputError

NULL_MODELS = ["none", *null_models.registry.available()]
TRUNCATIONS = truncations.registry.available()
UNITS = 7


def weights(seed=0):
    """Weights [post, pre] of both kinds of neurons, none of a neuron to itself."""
    random = np.random.default_rng(seed)
    found = random.lognormal(size=(UNITS, UNITS)) * (random.random((UNITS, UNITS)) < 0.7)
    np.fill_diagonal(found, 0)
    return found * np.where(np.arange(UNITS) < 5, 1, -1)


@pytest.fixture(scope="module")
def from_file(tmp_path_factory):
    """The initial matrix of weights that are read from a file."""
    path = tmp_path_factory.mktemp("units") / "w.npz"

    def initial(values, null_model="none", rank=None, truncation="svd", normalise="frobenius", units=None, **arguments):
        np.savez(path, w=values)
        units = units or len(values)
        definition = builders.defaults("file") | {"builder": "file", "path": str(path), "orientation": "post_pre"}
        chosen = null_model, rank or units, truncation, normalise, 0
        return initial_matrix(definition | arguments, units, 1.25, *chosen)

    return initial


@pytest.mark.parametrize("normalise", SIZES)
@pytest.mark.parametrize("truncation, rank", [(name, rank) for name in TRUNCATIONS for rank in (2, UNITS)])
@pytest.mark.parametrize("null_model", NULL_MODELS)
@given(power=st.integers(-900, 900), mean=st.sampled_from(["keep", "subtract"]))
@settings(max_examples=3, deadline=None)
def test_a_power_of_two_changes_no_bit(from_file, null_model, truncation, rank, normalise, power, mean):
    if truncation == "nonnegative" and (mean == "subtract" or null_model in ("shuffled", "gaussian", "rank_matched")):
        return  # these mix the signs of columns
    if null_model == "rewired" and mean == "subtract":
        return  # no connection is absent
    how = {"null_model": null_model, "truncation": truncation, "rank": rank, "normalise": normalise, "mean": mean}
    expected = from_file(weights(), **how)
    assert np.isfinite(expected).all() and expected.any()
    np.testing.assert_array_equal(from_file(np.ldexp(weights(), power), **how), expected)


@pytest.mark.parametrize("truncation", TRUNCATIONS)
@given(power=st.integers(-110, 110))
@settings(max_examples=10, deadline=None)
def test_without_rescaling_the_matrix_is_that_of_the_file_in_its_unit(from_file, truncation, power):
    how = {"rank": 3, "truncation": truncation, "normalise": "none"}
    expected = np.ldexp(from_file(weights(), **how), power)
    np.testing.assert_array_equal(from_file(np.ldexp(weights(), power), **how), expected)


@pytest.mark.parametrize("null_model", ["gaussian", "rank_matched"])
def test_null_models_made_of_the_gaussian_have_its_unit(from_file, null_model):
    of_small = from_file(1e-20 * weights(), null_model, normalise="none")
    np.testing.assert_allclose(of_small, from_file(weights(), null_model, normalise="none"), rtol=1e-12)


@pytest.mark.parametrize("factor", [1e-17, 1e-300, 1e-10, 1e17, 1e200, 1e307])
@pytest.mark.parametrize("normalise", SIZES)
def test_a_unit_of_ten_gives_the_bits_that_networks_hold(from_file, factor, normalise):
    small_numbers = np.array([[0, 0.5, -1], [1, 0, 4], [2, 3, 0]])
    expected = from_file(small_numbers, normalise=normalise).astype(np.float32)
    found = from_file(factor * small_numbers, normalise=normalise).astype(np.float32)
    np.testing.assert_array_equal(found, expected)


def test_weights_of_the_largest_numbers_keep_their_signs_and_sizes(from_file):
    largest = np.finfo(float).max / 2
    found = from_file(np.array([[largest, 0], [0, -largest]]))
    assert found[0, 0] > 0 and np.array_equal(found, found[0, 0] * np.diag([1, -1]))
    centred = from_file(np.array([[largest, largest], [-largest, 0]]), mean="subtract")
    np.testing.assert_allclose(centred / centred[0, 0], np.array([[1, 1], [-1.6666666666666667, -1 / 3]]), rtol=1e-14)


def test_a_gain_that_leads_beyond_the_largest_number_is_refused(from_file):
    largest = np.finfo(float).max
    with pytest.raises(InputError, match="w.npz: its weights times `gain: 1.25` are beyond the largest number, 1.8e"):
        from_file(np.array([[largest, 0], [0, -largest]]))


@pytest.mark.parametrize("factor, found", [(1e200, "1e+200"), (1e-200, "1e-200"), (1e39, "1e+39"), (1e-39, "1e-39")])
def test_weights_that_networks_cannot_hold_are_refused_unless_they_are_rescaled(from_file, factor, found):
    values = factor / 1.25 * np.eye(3)  # the gain multiplies them
    with pytest.raises(InputError, match=f"is {re.escape(found)}.* single precision.*`normalise: frobenius`"):
        from_file(values, normalise="none")
    assert np.isfinite(from_file(values)).all()


@pytest.mark.parametrize("gain", [1e-45, 1e45, 1.7e308])
@pytest.mark.filterwarnings("ignore:overflow")
def test_a_gain_that_networks_cannot_hold_is_refused(gain):
    with pytest.raises(InputError, match=f"single precision.*{re.escape(f'{gain:g}')}.*nearer to 1"):
        initial_matrix({"builder": "gaussian"}, 6, gain, "none", 6, "svd", "frobenius", 0)


def test_one_neuron_keeps_its_sign(from_file):
    for value in (2.0, -3e-200):
        found = from_file(np.array([[value]]))
        assert np.sign(found) == np.sign(value) and abs(found) == abs(from_file(np.array([[1.0]])))


@given(st.floats(min_value=5e-324, allow_infinity=False), st.booleans())
def test_the_exponent_bounds_the_largest_entry(value, negative):
    matrix = np.array([[0, -value if negative else value], [value / 3, 0]])
    unit = exponent(matrix)
    assert 0.5 <= np.abs(times_power(matrix, -unit)).max() < 1
    assert exponent(np.zeros((2, 2))) == 0


def test_single_precision_holds_what_it_holds():
    for largest in (3.4e38, 1.2e-38, 0.0, -3.4e38):
        check_single(np.array([[0, largest], [0, 0]]), "")
    for largest in (3.5e38, 1.1e-38, -1e-300, np.inf, np.nan):
        with pytest.raises(InputError, match="do this"):
            check_single(np.array([[0, largest], [0, 0]]), "do this")
