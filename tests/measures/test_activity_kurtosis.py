"""Kurtosis of responses whose distribution over units is known."""

import numpy as np
import pytest
import torch
from helpers.shown_activity import shown
from richlazy.measures import activity_kurtosis
from richlazy.measures.activity_kurtosis import excess_kurtosis
from scipy import stats

UNITS, TRIALS = 4000, 40


def of(values):
    return excess_kurtosis(torch.from_numpy(values))


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (lambda random, shape: random.standard_normal(shape), 0),
        (lambda random, shape: random.uniform(size=shape), -1.2),
        (lambda random, shape: random.exponential(size=shape), 6),
        # E h, E h², E h³, E h⁴ of a rectified Gaussian: 1/√2π, 1/2, 2/√2π, 3/2
        (lambda random, shape: np.maximum(random.standard_normal(shape), 0), 2.4089),
    ],
    ids=["gaussian", "uniform", "exponential", "rectified gaussian"],
)
def test_known_distributions(draw, expected):
    assert of(draw(np.random.default_rng(0), (TRIALS, UNITS))) == pytest.approx(expected, abs=0.15)


def test_is_the_mean_over_trials_and_not_the_kurtosis_of_all_responses():
    """Trials of different size would be heavy-tailed together; each alone is Gaussian."""
    random = np.random.default_rng(1)
    values = random.standard_normal((TRIALS, UNITS)) * np.geomspace(0.01, 100, TRIALS)[:, None]
    assert of(values) == pytest.approx(stats.kurtosis(values, axis=1).mean(), rel=1e-10)
    assert stats.kurtosis(values, axis=None) > 5 > abs(of(values))


def test_two_values_in_equal_numbers_have_the_least():
    assert of(np.tile([0.0, 1.0], (3, 50))) == pytest.approx(-2)


def test_trials_in_which_units_respond_alike_are_left_out():
    values = np.random.default_rng(2).random((3, 50))
    silent = np.vstack([values, np.zeros((2, 50)), np.full((1, 50), 0.3)])
    assert of(silent) == pytest.approx(of(values), rel=1e-12)
    assert np.isnan(of(np.zeros((2, 50))))


def test_silent_units_count():
    values = np.random.default_rng(3).random((3, 50))
    padded = np.hstack([values, np.zeros((3, 200))])
    network = shown(padded)
    expected = stats.kurtosis(padded, axis=1).mean()
    assert activity_kurtosis.measure(network, network) == pytest.approx(expected, rel=1e-10)
