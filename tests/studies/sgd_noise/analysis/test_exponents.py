"""Exponents over all octaves and octave by octave."""

import numpy as np
import pytest
from helpers.depleted_perceptrons import lose, make_depleted_perceptrons, never

from studies.sgd_noise.analysis.exponents import SHARE, by_octave, of_norm, of_steps, slope


def test_the_slope_is_that_of_a_least_squares_fit():
    random = np.random.default_rng(0)
    places, values = np.array([3.0, 4, 6, 9]), random.standard_normal((5, 2, 4))
    expected = [[np.polyfit(places, row, 1)[0] for row in rows] for rows in values]
    np.testing.assert_allclose(slope(places, values), expected)


def test_the_slope_of_what_was_never_reached_is_infinite_and_of_what_is_not_known_not_known():
    places = np.arange(3.0)
    values = np.array([[0, 1, 2], [0, 1, np.inf], [np.inf, 0, 1], [0, np.nan, 1], [np.nan, 1, np.inf]])
    np.testing.assert_array_equal(slope(places, values), [1, np.inf, np.inf, np.nan, np.nan])


def test_a_power_has_its_exponent_in_every_octave():
    measures = make_depleted_perceptrons(samples=(100, 200, 800))
    measures["norm"] = measures.samples**0.3 + 0 * measures.norm
    values, middles = by_octave(measures.norm.sel(chi=1).isel(samples=[2, 0, 1]))
    assert values.shape == (8, 2)
    np.testing.assert_allclose(values, 0.3)
    np.testing.assert_allclose(middles, [np.sqrt(2) * 100, 400])


@pytest.mark.parametrize("spoil", [never, lose])
def test_octaves_next_to_what_has_no_value_have_none(spoil):
    measures = spoil(make_depleted_perceptrons(), 1, 512)
    values, _ = by_octave(measures.norm.sel(chi=1))
    np.testing.assert_array_equal(np.isfinite(values).all(0), [True, False, False])


def test_the_bands_of_the_default_depletions_do_not_overlap():
    for exponent in (of_norm, of_steps):
        for more, less in ((0, 1), (1, 3)):
            assert SHARE * exponent(more) >= exponent(less)
