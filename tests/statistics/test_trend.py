"""The trend test against full enumeration, closed forms and its symmetries."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.statistics.sign_flip import sign_flip
from richlazy.statistics.signed_rank import hodges_lehmann
from richlazy.statistics.trend import trend, within_seed_rho
from scipy import stats

UNTIED = arrays(float, (5, 4), elements=st.integers(-1000, 1000).map(float), unique=True)


def test_p_and_interval_are_of_the_randomisation_of_signs():
    values = np.random.default_rng(4).normal(size=(8, 5)) + 0.3 * np.arange(5)
    rho = np.array([stats.spearmanr(np.arange(5), row).statistic for row in values])
    found = trend(values, 0.9)
    sums = np.array([np.dot(signs, rho) for signs in product((1, -1), repeat=8)])
    assert found.p_positive == pytest.approx(np.mean(sums >= rho.sum() - 1e-9))
    assert found.p_negative == pytest.approx(np.mean(sums <= rho.sum() + 1e-9))
    assert (found.interval_low, found.interval_high) == pytest.approx(sign_flip(rho, 0.9)[3:])
    assert found.effect == found.mean == pytest.approx(rho.mean()) and found.smallest_p == 2.0**-8


def test_two_ranks_are_a_sign_test():
    values = np.array([[0.1, 0.4], [0.2, 0.3], [0.5, 0.1], [0.0, 2.0]])
    finding = trend(values)
    assert finding.p_positive == pytest.approx(stats.binomtest(3, 4, alternative="greater").pvalue)
    assert finding.smallest_p == pytest.approx(1 / 16)
    assert finding.effect == pytest.approx(0.5)


def test_rho_is_scipys_spearman():
    values = np.random.default_rng(3).normal(size=(6, 1, 5))
    values[0, 0, 1] = values[0, 0, 2]
    expected = [stats.spearmanr(np.arange(5), row[0]).statistic for row in values]
    np.testing.assert_allclose(within_seed_rho(values), expected)


def test_constant_measure_has_no_trend():
    finding = trend(np.ones((6, 4)))
    assert finding.effect == 0 and finding.interval_low < 0 < finding.interval_high
    assert finding.p_positive == finding.p_negative == 1


def test_perfect_order_reaches_the_smallest_p():
    finding = trend(np.arange(4.0) + np.zeros((7, 1)))
    assert finding.p_positive == finding.smallest_p == 2.0**-7
    assert finding.p_negative == 1
    assert finding.effect == finding.interval_high == 1 and 0 < finding.interval_low < 0.5
    assert "share one rho" in finding.note


def test_five_seeds_have_no_interval():
    finding = trend(np.arange(4.0) + np.random.default_rng(0).normal(size=(5, 4)))
    assert (finding.interval_low, finding.interval_high) == (-1, 1)
    assert "5 seeds are too few for an interval of 95%" in finding.note


def test_difference_is_highest_minus_lowest_with_the_interval_of_signed_ranks():
    values = np.random.default_rng(8).normal(size=(9, 3))
    finding, change = trend(values), values[:, 2] - values[:, 0]
    found = finding.difference, finding.difference_low, finding.difference_high
    assert found == pytest.approx(hodges_lehmann(change, 0.95))
    assert finding.difference_mean == pytest.approx(change.mean())


def test_groups_are_averaged_within_the_seed():
    """Copying a group must not add evidence, as it would were tasks counted as independent."""
    values = np.random.default_rng(1).normal(size=(6, 4)) + 0.3 * np.arange(4)
    copied = np.repeat(values[:, np.newaxis], 5, axis=1)
    assert trend(copied) == trend(values)


def test_opposite_groups_cancel():
    rising = np.random.default_rng(2).normal(size=(6, 1, 4))
    finding = trend(np.concatenate([rising, -rising], axis=1))
    assert finding.effect == pytest.approx(0)
    perfect = np.arange(4.0) + np.zeros((6, 1, 1))
    finding = trend(np.concatenate([perfect, -perfect], axis=1))
    assert finding.p_positive > 0.4 and finding.p_negative > 0.4


@pytest.mark.parametrize("seeds", [0, 1])
def test_too_few_seeds_give_no_numbers(seeds):
    finding = trend(np.ones((seeds, 4)))
    assert np.isnan(finding.effect) and np.isnan(finding.p_positive)
    assert f"has {seeds}" in finding.note


def test_one_rank_is_refused():
    with pytest.raises(ValueError, match="two ranks"):
        trend(np.ones((4, 1)))


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_monotone_transforms_change_only_the_difference(values):
    plain, cubed = trend(values), trend(values**3)
    for name in ("effect", "mean", "interval_low", "interval_high", "p_positive", "p_negative"):
        assert getattr(plain, name) == getattr(cubed, name)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_flipping_the_sign_swaps_the_directions(values):
    plain, flipped = trend(values), trend(-values)
    assert flipped.effect == pytest.approx(-plain.effect)
    assert flipped.p_positive == pytest.approx(plain.p_negative)
    assert flipped.difference == pytest.approx(-plain.difference)


@settings(max_examples=25, deadline=None)
@given(UNTIED, st.integers(0, 4), st.integers(0, 3))
def test_an_incomplete_seed_is_as_if_it_were_not_there(values, seed, rank):
    broken = values.copy()
    broken[seed, rank] = np.nan
    with_hole, without = trend(broken), trend(np.delete(values, seed, axis=0))
    assert (with_hole.dropped, without.dropped) == (1, 0)
    assert with_hole.effect == without.effect and with_hole.p_positive == without.p_positive
    assert "1 seed left out" in with_hole.note
