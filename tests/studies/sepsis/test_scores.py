"""AUPRC and AUROC against scikit-learn and by pairs, ties, the bootstrap over stays, calibration."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.errors import InputError
from sklearn.metrics import average_precision_score, roc_auc_score

from studies.sepsis.scores import auprc, auroc, bootstrap, calibration, interval, resamples


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 60), st.sampled_from([2, 5, 10**6]))
def test_scores_equal_scikit_learn_s_with_and_without_ties(seed, stays, levels):
    random = np.random.default_rng(seed)
    case = np.append(random.random(stays - 2) < 0.3, [True, False])
    scores = random.integers(levels, size=stays) / levels
    assert auprc(scores, case) == pytest.approx(average_precision_score(case, scores), abs=1e-12)
    assert auroc(scores, case) == pytest.approx(roc_auc_score(case, scores), abs=1e-12)
    pairs = np.sign(scores[case][:, None] - scores[~case][None]) / 2 + 0.5
    assert auroc(scores, case) == pytest.approx(pairs.mean(), abs=1e-12)


def test_limits_and_chance():
    case = np.arange(10) < 2
    assert auprc(-np.arange(10.0), case) == auroc(-np.arange(10.0), case) == 1
    assert auroc(np.arange(10.0), case) == 0
    assert auprc(np.zeros(10), case) == pytest.approx(0.2) and auroc(np.zeros(10), case) == 0.5
    order = np.random.default_rng(0).permutation(10)
    scores = np.array([3, 1, 3, 2, 1, 1, 0, 0, 2, 3.0])
    assert auprc(scores[order], case[order]) == auprc(scores, case)


def test_scores_that_cannot_be_had_are_refused():
    for score in (auprc, auroc):
        with pytest.raises(InputError, match="no case among 3 stays"):
            score(np.zeros(3), np.zeros(3, bool))
        with pytest.raises(InputError, match="1 of 3 scores are not finite"):
            score(np.array([0, np.nan, 1]), np.array([True, False, True]))
        with pytest.raises(InputError, match="one of each a stay"):
            score(np.zeros(2), np.zeros(3, bool))
    with pytest.raises(InputError, match="no control among 2 stays"):
        auroc(np.zeros(2), np.ones(2, bool))


def test_the_bootstrap_scores_every_resample_as_if_it_were_a_sample_with_ties_as_well():
    random = np.random.default_rng(3)
    case = np.arange(40) < 6
    scores = random.integers(8, size=40) / 8 + 0.2 * case
    drawn = resamples(case, 30, 7)
    assert (drawn[:, case].sum(1) == 6).all() and (drawn.sum(1) == 40).all()
    precision, area = bootstrap(scores, case, 30, 7)
    for row, counts in enumerate(drawn):
        stays = np.repeat(np.arange(40), counts)
        assert precision[row] == pytest.approx(average_precision_score(case[stays], scores[stays]), abs=1e-12)
        assert area[row] == pytest.approx(roc_auc_score(case[stays], scores[stays]), abs=1e-12)


def test_the_bootstrap_has_the_standard_error_of_hanley_and_mcneil_and_is_paired():
    random = np.random.default_rng(1)
    case = np.arange(300) < 60
    scores = random.standard_normal(300) + case
    draws = bootstrap(scores, case, 400, 5)[1]
    area, cases, controls = auroc(scores, case), 60, 240
    first, second = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (cases - 1) * (first - area**2) + (controls - 1) * (second - area**2)
    assert draws.std() == pytest.approx(np.sqrt(variance / cases / controls), rel=0.2)
    assert draws.mean() == pytest.approx(area, abs=3 * draws.std() / 20)
    low, high = interval(draws)
    assert low < area < high and interval(draws, 0.5)[0] > low
    np.testing.assert_array_equal(bootstrap(scores, case, 400, 5)[1], draws)
    np.testing.assert_array_equal(bootstrap(2 * scores + 1, case, 400, 5)[1], draws)
    with pytest.raises(InputError, match="0 draws"):
        bootstrap(scores, case, 0, 5)
    with pytest.raises(InputError, match="level is 1"):
        interval(draws, 1)


def test_calibrated_probabilities_lie_on_the_diagonal_and_bins_hold_equally_many():
    random = np.random.default_rng(2)
    probabilities = random.random(20_000)
    mean, share, stays = calibration(probabilities, random.random(20_000) < probabilities)
    np.testing.assert_array_equal(stays, 2000)
    np.testing.assert_allclose(mean, np.arange(10) / 10 + 0.05, atol=0.02)
    np.testing.assert_allclose(share, mean, atol=5 * 0.5 / np.sqrt(2000))


def test_equal_probabilities_stay_in_one_bin():
    case = np.arange(12) % 3 == 0
    mean, share, stays = calibration(np.repeat([0.2, 0.4], 6), case, 5)
    full = [1, 3]  # the two groups have the ranks of the middles 1/4 and 3/4
    np.testing.assert_allclose([mean[full], share[full], stays[full]], [[0.2, 0.4], [1 / 3, 1 / 3], [6, 6]])
    assert np.isnan(mean[[0, 2, 4]]).all() and np.isnan(share[[0, 2, 4]]).all() and not stays[[0, 2, 4]].any()
    with pytest.raises(InputError, match="probabilities from 0 to 1"):
        calibration(np.linspace(0, 2, 12), case)
