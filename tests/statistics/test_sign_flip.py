"""Randomisation of signs: p and interval against enumeration, against each other, and against what is known of both."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.statistics import sign_flip as module
from richlazy.statistics.sign_flip import name_of_test, set_means, sign_flip
from scipy import stats

# Correlations of few ranks: multiples of a tenth, with ties, zeros and both ends.
CORRELATIONS = st.lists(st.integers(-10, 10).map(lambda tenth: tenth / 10), min_size=2, max_size=9).map(np.array)
# None is a power of one half, where a p may equal a level that is known but for rounding.
LEVELS = st.sampled_from([0.6, 0.8, 0.9, 0.95, 0.99])


def p_by_enumeration(values):
    """Share of all choices of sign whose sum is at least the observed one."""
    sums = [np.dot(signs, values) for signs in product((1, -1), repeat=len(values))]
    return np.mean(np.array(sums) >= np.sum(values) - 1e-9)


@settings(max_examples=60, deadline=None)
@given(CORRELATIONS)
def test_p_is_that_of_all_choices_of_sign(values):
    found = sign_flip(values, 0.95)
    assert found.p_positive == pytest.approx(p_by_enumeration(values), abs=1e-12)
    assert found.p_negative == pytest.approx(p_by_enumeration(-values), abs=1e-12)
    assert found.smallest_p == 2.0 ** -len(values)


def test_p_is_scipys_permutation_test_of_the_mean():
    values = np.random.default_rng(2).normal(0.3, 1, 8)
    expected = stats.permutation_test(
        (values,), np.mean, permutation_type="samples", alternative="greater", n_resamples=np.inf
    )
    assert sign_flip(values, 0.95).p_positive == pytest.approx(expected.pvalue)


@settings(max_examples=200, deadline=None)
@given(CORRELATIONS, LEVELS)
def test_the_interval_holds_zero_exactly_where_the_test_rejects_nothing(values, confidence):
    found = sign_flip(values, confidence)
    rejected = 2 * min(found.p_positive, found.p_negative) <= 1 - confidence
    assert rejected == (not found.low <= 0 <= found.high)
    assert -1 <= found.low <= np.mean(values) + 1e-12 and np.mean(values) - 1e-12 <= found.high <= 1


@pytest.mark.parametrize("seeds", [3, 6, 8])
@pytest.mark.parametrize("rounded", [False, True])
def test_the_interval_holds_the_centres_that_enumeration_does_not_reject(seeds, rounded):
    values = np.random.default_rng(seeds).uniform(-0.4, 0.9, seeds)
    values = values.round(1) if rounded else values
    found = sign_flip(values, 0.9)
    edges = np.unique(set_means(values).round(12))
    for centre in [edges[0] - 0.1, *(edges[:-1] + edges[1:]) / 2, edges[-1] + 0.1]:
        sides = p_by_enumeration(values - centre), p_by_enumeration(centre - values)
        if -1 < centre < 1:
            assert (found.low < centre < found.high) == (2 * min(sides) > 0.1), centre


def test_set_means_are_those_of_all_sets():
    found = set_means(np.array([0.1, 0.2, -0.3]))
    np.testing.assert_allclose(np.sort(found), np.sort([0.1, 0.2, -0.3, 0.15, -0.1, -0.05, 0]), atol=1e-12)
    assert (found == 0).sum() == 1  # 0.1 + 0.2 - 0.3 is 5.6e-17


@pytest.mark.parametrize("seeds", [2, 3, 4, 5])
def test_seeds_that_can_reject_nothing_leave_all_that_is_possible(seeds):
    values = np.linspace(0.5, 1, seeds)
    assert sign_flip(values, 0.95)[3:] == (-1, 1)
    assert sign_flip(values, 0.95, (0.0, 2.0))[3:] == (0, 2)


@pytest.mark.parametrize("seeds", [2, 5, 6, 10, 16, 30])
@pytest.mark.parametrize("sign", [1, -1])
def test_equal_signs_have_clopper_and_pearsons_interval(seeds, sign):
    """Two ranks: each seed's correlation is 1 or -1, twice a share of seeds minus 1."""
    found = sign_flip(np.full(seeds, float(sign)), 0.95)
    share = stats.binomtest(seeds, seeds).proportion_ci(0.95, "exact")
    expected = sorted((sign * (2 * share.low - 1), sign * (2 * share.high - 1)))
    assert (found.low, found.high) == pytest.approx(tuple(expected))


def test_equal_values_within_the_range_leave_room_on_both_sides():
    low, high = sign_flip(np.full(10, 0.5), 0.95)[3:]
    assert 0 < low < 0.5 < high < 1
    low, high = sign_flip(np.zeros(10), 0.95)[3:]
    assert -1 < low < 0 < high < 1 and low == pytest.approx(-high)
    nearly = np.full(10, 0.3)
    nearly[3] += 1e-15  # equal but for rounding
    assert sign_flip(nearly, 0.95)[3:] == pytest.approx(sign_flip(np.full(10, 0.3), 0.95)[3:])


def test_one_seed_against_nine_leaves_less_than_ten():
    """Not the reverse, as it would were the interval of ten equal seeds a point."""
    nine = np.array([1.0] * 9 + [-1.0])
    assert 0 < sign_flip(nine, 0.95).low < sign_flip(np.ones(10), 0.95).low


@settings(max_examples=50, deadline=None)
@given(CORRELATIONS, LEVELS)
def test_the_other_sign_turns_everything(values, confidence):
    found, turned = sign_flip(values, confidence), sign_flip(-values, confidence)
    assert (turned.p_positive, turned.p_negative) == (found.p_negative, found.p_positive)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_the_normal_approximation_meets_the_exact_values(monkeypatch):
    values = np.random.default_rng(3).uniform(-0.3, 0.6, 14)
    exact = sign_flip(values, 0.95)
    assert 0.001 < exact.p_positive < 0.98 and "exact" in name_of_test(14)
    monkeypatch.setattr(module, "MOST_EXACT_SEEDS", 13)
    near = sign_flip(values, 0.95)
    assert "normal approximation" in name_of_test(14)
    assert near.p_positive == pytest.approx(exact.p_positive, abs=0.01)
    assert (near.low, near.high) == pytest.approx((exact.low, exact.high), abs=0.02)


@settings(max_examples=100, deadline=None)
@given(st.floats(-0.6, 0.6), st.integers(21, 60), st.integers(0, 99))
def test_the_interval_of_many_seeds_holds_zero_exactly_where_the_test_rejects_nothing(centre, seeds, seed):
    values = np.clip(np.random.default_rng(seed).normal(centre, 0.6, seeds), -1, 1)
    found = sign_flip(values, 0.95)
    rejected = 2 * min(found.p_positive, found.p_negative) <= 0.05
    assert rejected == (not found.low <= 0 <= found.high) and -1 <= found.low <= found.high <= 1


def test_two_or_three_seeds_by_the_normal_approximation_have_no_interval(monkeypatch):
    monkeypatch.setattr(module, "MOST_EXACT_SEEDS", 1)
    assert sign_flip(np.array([0.5, 0.6, 0.7]), 0.95)[3:] == (-1, 1)


def test_the_interval_holds_the_centre_as_often_as_it_says():
    """Of continuous symmetric values it does in exactly 1 - 2 · 6 / 2⁸ of all samples of eight seeds."""
    random = np.random.default_rng(0)
    samples = 0.3 + random.uniform(-0.5, 0.5, (1500, 8)) * random.choice([0.2, 1.0], (1500, 8))
    held = np.mean([low <= 0.3 <= high for *_, low, high in (sign_flip(sample, 0.95) for sample in samples)])
    assert held == pytest.approx(1 - 12 / 256, abs=0.018)  # three standard errors
