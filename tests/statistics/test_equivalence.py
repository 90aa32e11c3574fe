"""Two one-sided tests against SciPy's, a brute-force interval, and their symmetries."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.statistics.equivalence import equivalence
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

DIFFERENCES = arrays(float, (6, 2), elements=st.floats(-1, 1, width=32), unique=True)


@pytest.mark.parametrize("shift", [0.0, 0.3, -0.9, 2.0])
def test_p_is_that_of_two_one_sided_tests(shift):
    values = shift + np.random.default_rng(0).standard_normal(9)
    expected = DescrStatsW(values).ttost_mean(-0.5, 0.5)[0]
    assert equivalence(values, 0.5).p_positive == pytest.approx(expected)


def test_p_of_the_contrary_doubles_the_smaller_one_sided_p():
    values = 2 + np.random.default_rng(1).standard_normal(9)
    expected = 2 * stats.ttest_1samp(values, 0.5, alternative="greater").pvalue
    assert equivalence(values, 0.5).p_negative == pytest.approx(expected)
    assert equivalence(-values, 0.5).p_negative == pytest.approx(expected)


@pytest.mark.parametrize("cases", [2, 3, 7])
def test_p_of_the_contrary_counts_both_tests_of_every_case(cases):
    """Bonferroni over cases and sides: some of them may lie beyond the margin by chance."""
    values = 1.2 + np.random.default_rng(3).standard_normal((9, cases))
    sides = [stats.ttest_1samp(sign * values, 0.5, axis=0, alternative="greater").pvalue for sign in (1, -1)]
    assert equivalence(values, 0.5).p_negative == pytest.approx(min(1, 2 * cases * np.min(sides)))
    assert 0.0 < 2 * cases * np.min(sides) < 1


@settings(max_examples=60, deadline=None)
@given(DIFFERENCES, st.floats(0.05, 2))
def test_the_interval_is_positive_exactly_where_all_t_intervals_lie_within_the_margin(values, margin):
    finding = equivalence(values, margin, 0.9)
    intervals = [stats.ttest_1samp(column, 0).confidence_interval(0.9) for column in values.T]
    within = all(-margin < interval.low and interval.high < margin for interval in intervals)
    beyond = any(interval.low > margin or interval.high < -margin for interval in intervals)
    assert (finding.interval_low > 0) == within
    assert (finding.interval_high < 0) == beyond
    assert finding.interval_low <= finding.effect <= finding.interval_high
    # The two one-sided tests at 5 % are the interval at 90 %, case by case.
    assert (finding.p_positive < 0.05) == within


def test_effect_and_difference_are_those_of_the_worst_case():
    values = np.array([[0.1, -0.4], [0.1, -0.2], [0.1, -0.3]])
    finding = equivalence(values, 1.0)
    assert finding.effect == pytest.approx(0.7) and finding.difference == pytest.approx(-0.3)
    interval = stats.ttest_1samp(values[:, 1], 0).confidence_interval()
    assert (finding.difference_low, finding.difference_high) == pytest.approx((interval.low, interval.high))


def test_all_cases_must_agree():
    random = np.random.default_rng(2)
    near, far = 0.01 * random.standard_normal(8), 1 + 0.01 * random.standard_normal(8)
    assert equivalence(near, 0.5).p_positive < 0.001
    both = equivalence(np.stack([near, far], 1), 0.5)
    assert both.p_positive > 0.999 and both.p_negative < 0.001


@settings(max_examples=30, deadline=None)
@given(DIFFERENCES, st.floats(0.1, 10))
def test_sign_and_scale_do_not_matter(values, scale):
    plain = equivalence(values, 0.5)
    turned = equivalence(-scale * values, scale * 0.5)
    assert turned.effect == pytest.approx(scale * plain.effect, abs=1e-9)
    assert turned.p_positive == pytest.approx(plain.p_positive, abs=1e-9)
    assert turned.p_negative == pytest.approx(plain.p_negative, abs=1e-9)


@pytest.mark.parametrize(("value", "p"), [(0.2, 0.0), (-0.2, 0.0), (0.5, 1.0), (0.7, 1.0)])
def test_equal_differences_are_certain(value, p):
    finding = equivalence(np.full(5, value), 0.5)
    assert finding.p_positive == p
    assert finding.effect == finding.interval_low == finding.interval_high == pytest.approx(0.5 - abs(value))


def test_a_seed_without_a_value_is_left_out():
    values = np.array([[0.1, 0.2], [np.nan, 0.2], [0.3, 0.1], [0.2, 0.2]])
    finding, without = equivalence(values, 1.0), equivalence(values[[0, 2, 3]], 1.0)
    assert (finding.seeds, finding.dropped) == (3, 1)
    assert (finding.effect, finding.p_positive) == (without.effect, without.p_positive)


def test_too_few_seeds_give_no_numbers():
    finding = equivalence(np.array([0.1, np.nan]), 1.0)
    assert np.isnan(finding.effect) and "has 1" in finding.note


@pytest.mark.parametrize("margin", [0, -1, np.nan])
def test_a_margin_must_be_positive(margin):
    with pytest.raises(ValueError, match="margin"):
        equivalence(np.ones(3), margin)
