"""The paired contrast against closed forms, enumeration and its symmetries."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.statistics.contrast import contrast
from richlazy.statistics.signed_rank import hodges_lehmann
from scipy import stats

POSITIVE = arrays(float, (6,), elements=st.floats(0.1, 100), unique=True)


def test_constant_ratio():
    second = np.array([1.0, 2.0, 5.0, 7.0])
    finding = contrast(2 * second, second)
    assert finding.effect == pytest.approx(np.log(2))
    assert (finding.interval_low, finding.interval_high) == (-np.inf, np.inf)
    assert finding.p_positive == pytest.approx(1 / 16)
    assert finding.smallest_p == pytest.approx(1 / 16)
    assert finding.mean == pytest.approx(np.log(2))
    assert finding.difference == 3.75 and finding.difference_mean == second.mean()


def test_effect_interval_and_p_are_of_the_signed_rank_test():
    random = np.random.default_rng(0)
    first, second = random.uniform(1, 2, (2, 8))
    finding, ratios = contrast(first, second, confidence=0.9), np.log(first / second)
    expected = hodges_lehmann(ratios, 0.9)
    assert (finding.effect, finding.interval_low, finding.interval_high) == pytest.approx(expected)
    assert finding.p_positive == pytest.approx(stats.wilcoxon(ratios, alternative="greater").pvalue)
    assert finding.mean == pytest.approx(ratios.mean())
    apart = finding.difference, finding.difference_low, finding.difference_high
    assert apart == pytest.approx(hodges_lehmann(first - second, 0.9))


def test_equal_conditions_show_nothing():
    finding = contrast(np.arange(1.0, 6), np.arange(1.0, 6))
    assert (finding.effect, finding.p_positive, finding.p_negative) == (0, 1, 1)


def test_groups_are_averaged_within_the_seed():
    random = np.random.default_rng(4)
    first, second = random.uniform(1, 2, (2, 7))
    copies = np.ones((1, 3))
    plain, copied = contrast(first, second), contrast(first[:, None] * copies, second[:, None] * copies)
    assert copied.effect == pytest.approx(plain.effect)
    assert (copied.p_positive, copied.seeds) == (plain.p_positive, plain.seeds)


@pytest.mark.parametrize("bad", [np.nan, -np.inf, 0.0, -1.0])
def test_a_seed_without_a_ratio_is_left_out(bad):
    first, second = np.array([2.0, 3.0, bad, 5.0]), np.array([1.0, 2.0, 3.0, 4.0])
    finding, without = contrast(first, second), contrast(first[[0, 1, 3]], second[[0, 1, 3]])
    assert (finding.dropped, finding.seeds) == (1, 3)
    assert (finding.effect, finding.p_positive) == (without.effect, without.p_positive)


def test_too_few_seeds_give_no_numbers():
    finding = contrast(np.array([1.0, np.nan]), np.array([1.0, 1.0]))
    assert np.isnan(finding.effect) and "has 1" in finding.note


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="equal shapes"):
        contrast(np.ones(3), np.ones(4))


@settings(max_examples=25, deadline=None)
@given(POSITIVE, POSITIVE, st.floats(0.1, 10))
def test_swapping_and_scaling(first, second, scale):
    plain, swapped = contrast(first, second), contrast(second, first)
    assert swapped.effect == pytest.approx(-plain.effect)
    assert swapped.p_positive == pytest.approx(plain.p_negative)
    assert contrast(scale * first, scale * second).effect == pytest.approx(plain.effect, abs=1e-9)
