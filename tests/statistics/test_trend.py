"""The trend test against full enumeration, closed forms and its symmetries."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.statistics.trend import order_p, trend, within_seed_rho
from scipy import stats

QUICK = {"resamples": 199}
UNTIED = arrays(float, (5, 4), elements=st.integers(-1000, 1000).map(float), unique=True)


def test_page_p_equals_enumeration_of_all_orders():
    scores = np.array([[1, 3, 2, 4], [2, 1, 3, 4], [1, 2, 4, 3]])
    weights = np.arange(1, 5)
    statistic = (scores * weights).sum()
    one_seed = [np.dot(order, weights) for order in permutations(range(1, 5))]
    totals = np.array([sum(draw) for draw in product(one_seed, repeat=3)])
    assert order_p(scores) == pytest.approx(np.mean(totals >= statistic))
    assert order_p(-scores) == pytest.approx(np.mean(totals <= statistic))


def test_two_ranks_are_a_sign_test():
    values = np.array([[0.1, 0.4], [0.2, 0.3], [0.5, 0.1], [0.0, 2.0]])
    finding = trend(values, **QUICK)
    assert finding.p_positive == pytest.approx(5 / 16)
    assert finding.smallest_p == pytest.approx(1 / 16)
    assert finding.effect == pytest.approx(0.5)
    assert "sign test" in finding.test


def test_rho_is_scipys_spearman():
    values = np.random.default_rng(3).normal(size=(6, 1, 5))
    values[0, 0, 1] = values[0, 0, 2]
    expected = [stats.spearmanr(np.arange(5), row[0]).statistic for row in values]
    np.testing.assert_allclose(within_seed_rho(values), expected)


def test_constant_measure_has_no_trend():
    finding = trend(np.ones((6, 4)), **QUICK)
    assert finding.effect == 0
    assert finding.p_positive > 0.4 and finding.p_negative > 0.4


def test_perfect_order_reaches_the_smallest_p():
    values = np.arange(4.0) + np.zeros((3, 1))
    finding = trend(values, **QUICK)
    assert finding.p_positive == pytest.approx(24.0**-3)
    assert finding.p_positive == finding.smallest_p
    assert finding.p_negative == pytest.approx(1)
    assert (finding.effect, finding.interval_low, finding.interval_high) == (1, 1, 1)
    assert "point" in finding.note


def test_difference_is_highest_minus_lowest_with_a_t_interval():
    values = np.array([[1.0, 5.0, 2.0], [2.0, 9.0, 5.0], [0.0, 3.0, 5.0]])
    finding = trend(values, **QUICK)
    differences = np.array([1.0, 3.0, 5.0])
    expected = stats.ttest_1samp(differences, 0).confidence_interval(0.95)
    assert finding.difference == pytest.approx(3)
    assert (finding.difference_low, finding.difference_high) == pytest.approx((expected.low, expected.high))


def test_groups_are_averaged_within_the_seed():
    """Copying a group must not add evidence, as it would were tasks counted as independent."""
    values = np.random.default_rng(1).normal(size=(6, 4)) + 0.3 * np.arange(4)
    copied = np.repeat(values[:, np.newaxis], 5, axis=1)
    assert trend(copied, **QUICK) == trend(values, **QUICK)


def test_opposite_groups_cancel():
    rising = np.random.default_rng(2).normal(size=(6, 1, 4))
    finding = trend(np.concatenate([rising, -rising], axis=1), **QUICK)
    assert finding.effect == pytest.approx(0)
    perfect = np.arange(4.0) + np.zeros((6, 1, 1))
    finding = trend(np.concatenate([perfect, -perfect], axis=1), **QUICK)
    assert finding.p_positive > 0.4 and finding.p_negative > 0.4


def test_bootstrap_interval_holds_the_effect_and_follows_its_seed():
    values = np.random.default_rng(5).normal(size=(10, 5)) + 0.4 * np.arange(5)
    first, again, other = (trend(values, resamples=999, seed=seed) for seed in (1, 1, 2))
    assert first.interval_low < first.effect < first.interval_high
    assert first == again
    assert first.interval_low != other.interval_low


@pytest.mark.parametrize("seeds", [0, 1])
def test_too_few_seeds_give_no_numbers(seeds):
    finding = trend(np.ones((seeds, 4)), **QUICK)
    assert np.isnan(finding.effect) and np.isnan(finding.p_positive)
    assert f"has {seeds}" in finding.note


def test_many_ranks_use_the_normal_approximation():
    values = np.random.default_rng(0).normal(size=(4, 9))
    finding = trend(values, **QUICK)
    assert "normal approximation" in finding.test
    assert finding.p_positive == pytest.approx(stats.page_trend_test(values, method="asymptotic").pvalue)


def test_one_rank_is_refused():
    with pytest.raises(ValueError, match="two ranks"):
        trend(np.ones((4, 1)))


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_monotone_transforms_change_only_the_difference(values):
    plain, cubed = trend(values, **QUICK), trend(values**3, **QUICK)
    for name in ("effect", "interval_low", "interval_high", "p_positive", "p_negative"):
        assert getattr(plain, name) == getattr(cubed, name)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_flipping_the_sign_swaps_the_directions(values):
    plain, flipped = trend(values, **QUICK), trend(-values, **QUICK)
    assert flipped.effect == pytest.approx(-plain.effect)
    assert flipped.p_positive == pytest.approx(plain.p_negative)
    assert flipped.difference == pytest.approx(-plain.difference)


@settings(max_examples=25, deadline=None)
@given(UNTIED, st.integers(0, 4), st.integers(0, 3))
def test_an_incomplete_seed_is_as_if_it_were_not_there(values, seed, rank):
    broken = values.copy()
    broken[seed, rank] = np.nan
    with_hole, without = trend(broken, **QUICK), trend(np.delete(values, seed, axis=0), **QUICK)
    assert (with_hole.dropped, without.dropped) == (1, 0)
    assert with_hole.effect == without.effect and with_hole.p_positive == without.p_positive
    assert "1 seed left out" in with_hole.note
