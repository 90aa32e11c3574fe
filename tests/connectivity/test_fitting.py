"""Fitting of a matrix to the number of units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from richlazy.connectivity.fitting import RULES, fit
from richlazy.errors import InputError


def numbered(size):
    """Matrix whose entry [post, pre] tells both: 1000 post + pre."""
    return np.add.outer(1000.0 * np.arange(size), np.arange(size))


def fitted(size, units, rule, seed=0):
    return fit(numbered(size), units, rule, np.random.default_rng(seed))


@pytest.mark.parametrize("rule", RULES)
def test_a_matrix_of_the_right_size_is_left_as_it_is(rule):
    assert np.array_equal(fitted(5, 5, rule), numbered(5))


@given(st.integers(1, 12), st.integers(0, 11), st.integers(0, 99))
def test_a_subsample_is_the_connections_among_some_units_in_their_order(units, dropped, seed):
    found = fitted(units + dropped, units, "subsample", seed)
    kept = found[0] - found[0, 0] + found[0, 0] % 1000  # numbers of the columns
    assert len(set(kept)) == units and np.all(np.diff(kept) > 0) and kept.max() < units + dropped
    np.testing.assert_array_equal(found, np.add.outer(1000 * kept, kept))


def test_every_unit_is_as_likely_to_be_kept():
    kept = np.concatenate([np.diag(fitted(6, 2, "subsample", seed)) // 1000 for seed in range(3000)])
    # 1000 expected of each: standard deviation sqrt(3000 · 1/3 · 2/3) = 26
    assert np.all(np.abs(np.bincount(kept.astype(int), minlength=6) - 1000) < 5 * 26)


@given(st.integers(1, 8), st.integers(1, 8))
def test_padding_adds_units_without_connections_behind(size, added):
    found = fitted(size, size + added, "pad")
    assert found.shape == (size + added, size + added)
    np.testing.assert_array_equal(found[:size, :size], numbered(size))
    assert not found[size:].any() and not found[:, size:].any()


@pytest.mark.parametrize(
    "units, rule, remedy",
    [
        (4, "own", "fit: subsample"),
        (6, "own", "fit: pad"),
        (6, "subsample", "fit: pad"),
        (4, "pad", "fit: subsample"),
    ],
)
def test_a_size_out_of_reach_is_refused_with_what_would_reach_it(units, rule, remedy):
    with pytest.raises(InputError) as caught:
        fitted(5, units, rule)
    text = str(caught.value)
    assert f"{rule!r} cannot make {units} units of a matrix of 5" in text
    assert f"`{remedy}`" in text and "`hidden: 5`" in text


def test_an_unknown_rule_is_refused():
    with pytest.raises(InputError, match="found 'crop'; allowed: own, subsample, pad"):
        fitted(5, 4, "crop")
