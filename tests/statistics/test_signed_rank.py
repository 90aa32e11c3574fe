"""Wilcoxon's signed-rank test and the interval that inverts it, against enumeration and published examples."""

from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.statistics.signed_rank import averages, hodges_lehmann, p_above, signed_rank
from scipy import stats

INF = np.inf
# With ties of either sign, zeros, and values that were never reached.
CHANGES = st.lists(
    st.one_of(st.integers(-4, 4).map(float), st.sampled_from([INF, -INF, 0.5])), min_size=2, max_size=9
).map(np.array)
FINITE = st.lists(st.integers(-5, 5).map(float), min_size=2, max_size=8).map(np.array)


def rank_sum(values, bound=0.0):
    """Sum of the ranks of those above `bound`; ties and zeros are ranked against them."""
    distances = [value - bound for value in values]
    order = sorted(range(len(values)), key=lambda seed: (abs(distances[seed]), distances[seed] <= 0))
    return sum(rank for rank, seed in enumerate(order, 1) if distances[seed] > 0)


def p_by_enumeration(values, bound=0.0):
    """Share of all choices of sign of the ranks 1 to n whose positive ranks sum to at least the observed sum."""
    ranks = np.arange(1, len(values) + 1)
    sums = np.array([np.dot(chosen, ranks) for chosen in product((0, 1), repeat=len(values))])
    return np.mean(sums >= rank_sum(values, bound))


@settings(max_examples=100, deadline=None)
@given(CHANGES)
def test_p_is_that_of_all_choices_of_sign_with_ties_broken_against_it(values):
    assert p_above(values) == pytest.approx(p_by_enumeration(values), abs=1e-12)
    assert p_above(-values) == pytest.approx(p_by_enumeration(-values), abs=1e-12)


def test_p_without_ties_is_scipys():
    values = np.random.default_rng(0).normal(0.4, 1, (4, 12))
    for row in values:
        assert p_above(row) == pytest.approx(stats.wilcoxon(row, alternative="greater", method="exact").pvalue)
        assert p_above(-row) == pytest.approx(stats.wilcoxon(row, alternative="less", method="exact").pvalue)


@settings(max_examples=40, deadline=None)
@given(FINITE)
def test_p_is_valid_for_discrete_values_with_ties_and_zeros(sizes):
    """Given the sizes, all signs are equally likely if the distribution is symmetric: p is at most any level as often
    as that level says, or less."""
    found = np.array([p_above(np.array(signs) * sizes) for signs in product((1, -1), repeat=len(sizes))])
    for level in np.unique(found):
        assert np.mean(found <= level) <= level + 1e-12


def test_a_published_example():
    """Hollander & Wolfe 1973, Nonparametric statistical methods, p. 29 to 35: nine patients before and after
    tranquilliser therapy. The sum of ranks is 40 of 45, the one-sided p .0195 (also R's example of `wilcox.test`), the
    estimate .46, its 96 % interval .010 to .786."""
    before = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
    after = np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])
    assert p_above(before - after) == pytest.approx(0.01953, abs=5e-6)
    assert int((averages(before - after) > 0).sum()) == 40
    assert hodges_lehmann(before - after, 0.96) == pytest.approx((0.46, 0.010, 0.786))


@settings(max_examples=200, deadline=None)
@given(CHANGES, st.sampled_from([0.6, 0.8, 0.9, 0.95]))
def test_the_interval_holds_zero_exactly_where_the_test_rejects_nothing(values, confidence):
    _, low, high = hodges_lehmann(values, confidence)
    rejected = 2 * min(p_above(values), p_above(-values)) <= 1 - confidence
    assert rejected == (not low <= 0 <= high)


@settings(max_examples=60, deadline=None)
@given(FINITE, st.integers(-12, 12).map(lambda half: half / 2))
def test_the_interval_holds_exactly_the_centres_that_the_test_does_not_reject(values, centre):
    """On and between the averages: ends belong to the interval."""
    estimate, low, high = hodges_lehmann(values, 0.9)
    for bound in (centre, centre + 0.1):
        sides = p_by_enumeration(values, bound), p_by_enumeration(-values, -bound)
        assert (low <= bound <= high) == (2 * min(sides) > 0.1)
        assert p_above(values, bound) == pytest.approx(sides[0], abs=1e-12)
    assert low <= estimate <= high


@pytest.mark.parametrize("seeds", [1, 2, 5, 6, 7, 9])
@pytest.mark.parametrize("share", [0.0, 0.3])
def test_the_estimate_is_the_median_of_all_averages(seeds, share):
    changes = np.random.default_rng(seeds).normal(0.4, 1, seeds)
    changes[: int(share * seeds)] = INF
    estimate, low, high = hodges_lehmann(changes, 0.9)
    assert estimate == pytest.approx(np.median([0.5 * (a + b) for a, b in combinations_with_replacement(changes, 2)]))
    assert (low == -INF and high == INF) == (2 * 0.5**seeds > 0.1)


def test_opposite_infinities_and_rounding_average_to_zero():
    np.testing.assert_array_equal(averages(np.array([INF, -INF])), [-INF, 0, INF])
    changes = np.array([0.1 + 0.2, -0.3])  # they differ by 5.6e-17
    assert averages(changes)[1] == 0


def test_the_test_of_many_seeds_is_exact_too():
    values = np.random.default_rng(1).normal(0.2, 1, 60)
    near = stats.wilcoxon(values, alternative="greater", method="asymptotic").pvalue
    assert p_above(values) == pytest.approx(near, rel=0.03)
    _, low, high = hodges_lehmann(values, 0.95)
    assert (low > 0) == (p_above(values) <= 0.025) and low < values.mean() < high


def test_the_interval_holds_the_centre_as_often_as_it_says():
    """Of ten seeds, 8 is the largest sum of ranks with a probability of at most .025, which is 25 / 1024."""
    random = np.random.default_rng(0)
    samples = 1 + random.standard_t(2, (1500, 10))
    held = np.mean([low <= 1 <= high for _, low, high in (hodges_lehmann(sample, 0.95) for sample in samples)])
    assert held == pytest.approx(1 - 50 / 1024, abs=0.017)  # three standard errors


def test_one_extreme_seed_does_not_hide_what_all_others_show():
    changes = np.array([0.2, 0.25, 0.3, 0.22, 0.28, 0.24, 0.26, 0.21, 0.23, 9.0])
    found = signed_rank("e", changes, changes, 0, 0.95)
    assert found.p_positive == 2**-10 == found.smallest_p and found.interval_low > 0.2
    assert found.effect == pytest.approx(0.25, abs=0.02) and found.mean == pytest.approx(changes.mean())
    assert stats.ttest_1samp(changes, 0).confidence_interval(0.95).low < 0


def test_a_mean_of_infinite_changes_is_not_given():
    changes = np.array([1.0, 2, INF, 3, 4, 5, 6])
    found = signed_rank("e", changes, np.ones(7), 0, 0.95, censored=1)
    assert np.isnan(found.mean) and found.difference_mean == 1 and np.isfinite(found.effect)
    assert found.p_positive == 2**-7 and found.interval_low == 2 and found.interval_high == INF


def test_too_few_seeds_for_an_interval_say_so():
    found = signed_rank("e", np.arange(1.0, 6), np.arange(1.0, 6), 0, 0.95)
    assert (found.interval_low, found.interval_high) == (-INF, INF)
    assert "5 seeds are too few for an interval of 95% that leaves out zero" in found.note
    assert signed_rank("e", np.arange(1.0, 7), np.arange(1.0, 7), 0, 0.95).note == ""
