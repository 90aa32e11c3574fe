"""The corrected resampled t test: against scipy without overlap, its factor, and its errors on splits of one sample."""

import numpy as np
import pytest
from scipy import stats

from studies.sepsis.analysis.resampled import resampled, resampled_interval


def test_without_overlap_it_is_student_s_t_test():
    values = np.random.default_rng(0).standard_normal(12) + 0.3
    found, other = resampled(values, 0.0), stats.ttest_1samp(values, 0, alternative="greater")
    assert found.p_positive == pytest.approx(other.pvalue) and found.p_negative == pytest.approx(1 - other.pvalue)
    ends = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (found.interval_low, found.interval_high) == pytest.approx((ends.low, ends.high))


def test_overlap_widens_by_its_factor_and_test_and_interval_agree():
    values = np.random.default_rng(1).standard_normal((25, 3)) + 0.2
    plain, wide = (resampled_interval(values, overlap) for overlap in (0.0, 0.25))
    np.testing.assert_allclose((wide[2] - wide[0]) / (plain[2] - plain[0]), np.sqrt((1 / 25 + 1 / 4) * 25))
    for column in (values + 0.2).T:
        found = resampled(column, 0.25)
        assert (found.interval_low > 0) == (found.p_positive < 0.025)


def test_of_repeated_folds_of_pure_noise_few_are_taken_for_an_effect():
    """The difference of two scores is the mean of the test stays' own differences, which are noise: 5 × 5 folds."""
    random = np.random.default_rng(2)
    wrong = {0.0: 0, 0.25: 0}
    for _ in range(300):
        stay = random.standard_normal(100)
        splits = np.concatenate([stay[random.permutation(100)].reshape(5, 20).mean(1) for _ in range(5)])
        for overlap in wrong:
            found = resampled(splits, overlap)
            wrong[overlap] += min(found.p_positive, found.p_negative) < 0.025
    assert wrong[0.25] < 0.08 * 300 < 0.2 * 300 < wrong[0.0]


def test_missing_and_equal_differences():
    found = resampled(np.array([0.5, np.nan, 0.5, 0.5]), 0.25)
    assert (found.seeds, found.dropped, found.effect, found.p_positive, found.p_negative) == (3, 1, 0.5, 0, 1)
    assert found.interval_low == found.interval_high == 0.5
    assert resampled(np.zeros(4), 0.25).p_positive == 0.5
    assert np.isnan(resampled(np.array([0.5, np.nan]), 0.25).effect)
    assert np.isnan(resampled_interval(np.array([[0.5], [np.nan]]), 0.25)[1]).all()
