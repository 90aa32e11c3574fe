"""The association within conditions against enumeration, closed forms, its null distribution and confounded data."""

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.statistics import within_conditions as within_module
from richlazy.statistics.across_conditions import across_conditions
from richlazy.statistics.within_conditions import pairing_p, pairings, partial_rho, within_conditions
from scipy import stats

QUICK = {"resamples": 199}
UNTIED = arrays(float, (2, 5, 2, 3), elements=st.integers(-1000, 1000).map(float), unique=True)


def pair(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=(2, *shape))


def pooled(first, second):
    """The partial correlation as plainly as can be, of two [seed, condition]."""
    ranks = [stats.rankdata(values, axis=0) for values in (first, second)]
    centred = [(rank - rank.mean(0)).ravel() for rank in ranks]
    return float(np.corrcoef(*centred)[0, 1])


def test_one_condition_is_scipys_spearman():
    first, second = np.round(pair(9, 1), 0)
    expected = stats.spearmanr(first[:, 0], second[:, 0]).statistic
    assert partial_rho(first, second, np.ones(9)) == pytest.approx(expected)


def test_it_is_the_correlation_of_residuals_on_the_conditions():
    """Partial correlation: what is left of the ranks once indicators of the condition are regressed out."""
    first, second = np.round(pair(6, 4), 1)
    indicators = np.kron(np.eye(4), np.ones((6, 1)))
    ranks = [stats.rankdata(values, axis=0).T.ravel() for values in (first, second)]
    left = [rank - indicators @ np.linalg.lstsq(indicators, rank, rcond=None)[0] for rank in ranks]
    assert partial_rho(first, second, np.ones(6)) == pytest.approx(np.corrcoef(*left)[0, 1])


def test_a_sample_counts_a_seed_as_often_as_it_holds_it():
    first, second = pair(5, 3)
    drawn = np.array([[0, 0, 2, 3, 3], [4, 1, 1, 1, 0]])
    counts = (drawn[..., np.newaxis] == np.arange(5)).sum(1)
    expected = [pooled(first[seeds], second[seeds]) for seeds in drawn]
    np.testing.assert_allclose(partial_rho(first, second, counts), expected)


@settings(max_examples=10, deadline=None)
@given(arrays(float, (2, 5, 2, 3), elements=st.integers(0, 3).map(float)))
def test_p_equals_permuting_whole_seeds(values):
    """By brute force, over all orders of the seeds of the second measure, ties included."""
    first, second = values
    tasks = [(first[:, task], second[:, task]) for task in range(2)]

    def effect(order):
        found = [partial_rho(a, b[list(order)], np.ones(5)) for a, b in tasks]
        return float(np.mean(found))

    effects = np.array([effect(order) for order in permutations(range(5))])
    finding = within_conditions(first, second, **QUICK)
    assert finding.effect == pytest.approx(effects[0])
    assert finding.p_positive == pytest.approx(np.mean(effects >= effects[0] - 1e-9))
    assert finding.p_negative == pytest.approx(np.mean(effects <= effects[0] + 1e-9))


@pytest.mark.parametrize("seeds", [2, 3, 7, 10])
def test_perfect_order_reaches_the_smallest_p(seeds):
    order = np.arange(float(seeds))[:, np.newaxis, np.newaxis] + np.zeros((1, 1, 3))
    finding = within_conditions(order, order, **QUICK)
    assert finding.effect == pytest.approx(1)
    assert finding.p_positive == finding.smallest_p == 1 / factorial(seeds)
    assert finding.p_negative == 1


def test_p_of_one_condition_is_scipys_exact_permutation_test():
    first, second = pair(7, 1, 1)
    found = within_conditions(first, second, **QUICK)
    expected = stats.permutation_test(
        (first.ravel(),),
        lambda values: stats.spearmanr(values, second.ravel()).statistic,
        permutation_type="pairings",
        alternative="greater",
        n_resamples=np.inf,
    )
    assert found.p_positive == pytest.approx(expected.pvalue)


def test_normal_approximation_meets_the_exact_p(monkeypatch):
    first, second = pair(10, 2, 6, seed=4)
    products = pairings([(first[:, task], second[:, task]) for task in range(2)])
    exact = pairing_p(products)[0]
    monkeypatch.setattr(within_module, "MOST_EXACT_SEEDS", 9)
    assert 0.05 < exact < 0.95
    assert pairing_p(products)[0] == pytest.approx(exact, abs=0.02)


def test_normal_approximation_has_the_mean_and_variance_over_all_pairings(monkeypatch):
    """By enumeration: the sum over a pairing, of all 720 pairings of six seeds, as if they were equally likely."""
    products = pairings([(first, second) for first, second in [pair(6, 3, seed=7), pair(6, 3, seed=8)]])
    sums = np.array([products[np.arange(6), list(order)].sum() for order in permutations(range(6))])
    observed = np.trace(products)
    assert abs(observed) > 0.1 * sums.std()
    monkeypatch.setattr(within_module, "MOST_EXACT_SEEDS", 5)
    expected = stats.norm(sums.mean(), sums.std())
    assert pairing_p(products) == pytest.approx((expected.sf(observed), expected.cdf(observed)))


def test_many_seeds_use_the_normal_approximation():
    finding = within_conditions(*pair(14, 1, 3), **QUICK)
    assert "normal approximation" in finding.test
    assert 0 < finding.smallest_p < 1e-6
    order = np.arange(14.0)[:, np.newaxis, np.newaxis]
    assert within_conditions(order, order, **QUICK).p_positive >= finding.smallest_p


def test_p_is_uniform_though_networks_of_a_seed_are_alike():
    """Networks of one seed share most of both measures: counting them one by one would find an association."""
    random = np.random.default_rng(0)
    found = []
    for _ in range(300):
        first, second = random.normal(size=(2, 7, 1, 1)) + 0.1 * random.normal(size=(2, 7, 1, 6))
        found.append(pairing_p(pairings([(first[:, 0], second[:, 0])]))[0])
    assert stats.kstest(found, "uniform").pvalue > 0.01
    assert np.mean(np.array(found) < 0.05) == pytest.approx(0.05, abs=0.03)


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    """Independent normal pairs with correlation r have a Spearman correlation of 6 asin(r / 2) / pi."""
    random, truth = np.random.default_rng(1), 6 / np.pi * np.arcsin(0.25)
    held = 0
    for _ in range(60):
        first, noise = random.normal(size=(2, 14, 1, 6))
        finding = within_conditions(first, 0.5 * first + 0.75**0.5 * noise, 0.9, 299)
        held += finding.interval_low < truth < finding.interval_high
    assert held / 60 == pytest.approx(0.9, abs=0.1)


def test_conditions_that_differ_in_both_measures_are_no_association_within_them():
    levels = np.arange(6.0)
    first, second = levels + 0.1 * pair(10, 1, 6, seed=3)
    across, within = (across_conditions(first, second), within_conditions(first, second, **QUICK))
    assert across.effect > 0.9 and across.p_positive < 0.01
    assert abs(within.effect) < 0.25 and min(within.p_positive, within.p_negative) > 0.05


def test_seeds_that_differ_in_both_measures_are_no_association_across_conditions():
    random = np.random.default_rng(5)
    first, second = random.normal(size=(10, 1, 1)) + 0.1 * random.normal(size=(2, 10, 1, 6))
    across, within = (across_conditions(first, second), within_conditions(first, second, **QUICK))
    assert within.effect > 0.9 and within.p_positive < 0.01
    assert abs(across.effect) < 0.3 and min(across.p_positive, across.p_negative) > 0.05


def test_tasks_weigh_the_same_however_many_conditions_they_have():
    first, second = pair(6, 2, 4)
    first[:, 1, 2:] = np.nan
    expected = (pooled(first[:, 0], second[:, 0]) + pooled(first[:, 1, :2], second[:, 1, :2])) / 2
    assert within_conditions(first, second, **QUICK).effect == pytest.approx(expected)


def test_a_constant_measure_goes_with_nothing():
    first, second = pair(6, 2, 3)
    finding = within_conditions(first, np.ones_like(second), **QUICK)
    assert (finding.effect, finding.p_positive, finding.p_negative) == (0, 1, 1)


def test_a_copied_task_adds_no_evidence():
    first, second = pair(6, 1, 4)
    copied = within_conditions(np.repeat(first, 3, 1), np.repeat(second, 3, 1), **QUICK)
    assert copied == within_conditions(first, second, **QUICK)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_monotone_transforms_change_nothing(values):
    first, second = values
    assert within_conditions(first**3, np.exp(second / 500), **QUICK) == within_conditions(first, second, **QUICK)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_flipping_one_measure_swaps_the_directions(values):
    plain, flipped = (within_conditions(values[0], sign * values[1], **QUICK) for sign in (1, -1))
    assert flipped.effect == pytest.approx(-plain.effect)
    assert flipped.p_positive == pytest.approx(plain.p_negative)


@pytest.mark.parametrize("seeds", [0, 1])
def test_too_few_seeds_give_no_numbers(seeds):
    finding = within_conditions(*pair(seeds, 1, 4), **QUICK)
    assert np.isnan(finding.effect) and np.isnan(finding.p_positive)
    assert f"has {seeds}" in finding.note
