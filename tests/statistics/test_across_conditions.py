"""The association across conditions: Spearman's rho within the seed, tested over seeds."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.statistics import across_conditions as across_module
from richlazy.statistics.across_conditions import across_conditions, sign_p
from scipy import stats

QUICK = {"resamples": 199}
UNTIED = arrays(float, (2, 5, 2, 4), elements=st.integers(-1000, 1000).map(float), unique=True)


def pair(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=(2, *shape))


def test_effect_and_p_by_hand():
    first, second = pair(6, 2, 5)
    rho = [
        np.mean([stats.spearmanr(first[seed, task], second[seed, task]).statistic for task in range(2)])
        for seed in range(6)
    ]
    finding = across_conditions(first, second, **QUICK)
    assert finding.effect == pytest.approx(np.mean(rho))
    flipped = np.array([np.dot(signs, rho) for signs in product((1, -1), repeat=6)])
    assert finding.p_positive == pytest.approx(np.mean(flipped >= np.sum(rho) - 1e-9))
    assert finding.p_negative == pytest.approx(np.mean(flipped <= np.sum(rho) + 1e-9))
    assert finding.smallest_p == pytest.approx(2.0**-6)
    assert finding.interval_low < finding.effect < finding.interval_high


def test_p_is_scipys_permutation_test_of_the_mean():
    values = np.random.default_rng(2).normal(0.3, 1, 8)
    expected = stats.permutation_test(
        (values,), np.mean, permutation_type="samples", alternative="greater", n_resamples=np.inf
    )
    assert sign_p(values) == pytest.approx(expected.pvalue)


def test_normal_approximation_meets_the_exact_p(monkeypatch):
    values = np.random.default_rng(3).normal(0.2, 1, 14)
    exact = sign_p(values)
    monkeypatch.setattr(across_module, "MOST_EXACT_SEEDS", 13)
    assert 0.02 < exact < 0.98
    assert sign_p(values) == pytest.approx(exact, abs=0.02)


def test_a_task_is_ranked_by_itself():
    """Tasks whose levels differ would otherwise look like an association."""
    first, second = pair(8, 1, 5)
    apart = np.concatenate([first, first + 100], 1), np.concatenate([second, second + 100], 1)
    assert across_conditions(*apart, **QUICK).effect == pytest.approx(across_conditions(first, second, **QUICK).effect)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_monotone_transforms_change_nothing(values):
    first, second = values
    assert across_conditions(first**3, np.exp(second / 500), **QUICK) == across_conditions(first, second, **QUICK)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_flipping_one_measure_swaps_the_directions(values):
    plain, flipped = (across_conditions(values[0], sign * values[1], **QUICK) for sign in (1, -1))
    assert flipped.effect == pytest.approx(-plain.effect)
    assert flipped.p_positive == pytest.approx(plain.p_negative)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_the_two_measures_play_the_same_part(values):
    assert across_conditions(*values, **QUICK).effect == pytest.approx(across_conditions(*values[::-1], **QUICK).effect)


@pytest.mark.parametrize(("shape", "words"), [((1, 1, 4), "complete seeds, has 1"), ((5, 1, 1), "2 conditions, has 1")])
def test_too_little_gives_no_numbers(shape, words):
    finding = across_conditions(*pair(*shape), **QUICK)
    assert np.isnan(finding.effect) and np.isnan(finding.p_positive)
    assert words in finding.note


def test_a_task_with_one_condition_left_is_passed_over():
    first, second = pair(6, 2, 4)
    first[:, 1, 1:] = np.nan
    assert across_conditions(first, second, **QUICK) == across_conditions(first[:, :1], second[:, :1], **QUICK)
