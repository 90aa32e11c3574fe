"""The association across conditions: Spearman's rho within the seed, tested over seeds."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.statistics.across_conditions import across_conditions
from richlazy.statistics.sign_flip import sign_flip
from scipy import stats

UNTIED = arrays(float, (2, 5, 2, 4), elements=st.integers(-1000, 1000).map(float), unique=True)


def pair(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=(2, *shape))


def test_effect_and_p_by_hand():
    first, second = pair(6, 2, 5)
    rho = [
        np.mean([stats.spearmanr(first[seed, task], second[seed, task]).statistic for task in range(2)])
        for seed in range(6)
    ]
    finding = across_conditions(first, second)
    assert finding.effect == pytest.approx(np.mean(rho))
    flipped = np.array([np.dot(signs, rho) for signs in product((1, -1), repeat=6)])
    assert finding.p_positive == pytest.approx(np.mean(flipped >= np.sum(rho) - 1e-9))
    assert finding.p_negative == pytest.approx(np.mean(flipped <= np.sum(rho) + 1e-9))
    assert finding.smallest_p == pytest.approx(2.0**-6)
    assert (finding.interval_low, finding.interval_high) == pytest.approx(sign_flip(np.array(rho), 0.95)[3:])
    assert finding.interval_low < finding.effect < finding.interval_high and finding.mean == finding.effect


def test_a_task_is_ranked_by_itself():
    """Tasks whose levels differ would otherwise look like an association."""
    first, second = pair(8, 1, 5)
    apart = np.concatenate([first, first + 100], 1), np.concatenate([second, second + 100], 1)
    assert across_conditions(*apart).effect == pytest.approx(across_conditions(first, second).effect)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_monotone_transforms_change_nothing(values):
    first, second = values
    assert across_conditions(first**3, np.exp(second / 500)) == across_conditions(first, second)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_flipping_one_measure_swaps_the_directions(values):
    plain, flipped = (across_conditions(values[0], sign * values[1]) for sign in (1, -1))
    assert flipped.effect == pytest.approx(-plain.effect)
    assert flipped.p_positive == pytest.approx(plain.p_negative)


@settings(max_examples=25, deadline=None)
@given(UNTIED)
def test_the_two_measures_play_the_same_part(values):
    assert across_conditions(*values).effect == pytest.approx(across_conditions(*values[::-1]).effect)


@pytest.mark.parametrize(("shape", "words"), [((1, 1, 4), "complete seeds, has 1"), ((5, 1, 1), "2 conditions, has 1")])
def test_too_little_gives_no_numbers(shape, words):
    finding = across_conditions(*pair(*shape))
    assert np.isnan(finding.effect) and np.isnan(finding.p_positive)
    assert words in finding.note


def test_a_task_with_one_condition_left_is_passed_over():
    first, second = pair(6, 2, 4)
    first[:, 1, 1:] = np.nan
    assert across_conditions(first, second) == across_conditions(first[:, :1], second[:, :1])
