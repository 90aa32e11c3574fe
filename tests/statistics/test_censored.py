"""Values that were never reached: every test with +inf, against enumeration and against very large finite values."""

from itertools import product

import numpy as np
import pytest
from richlazy.statistics import censored
from richlazy.statistics.across_conditions import across_conditions
from richlazy.statistics.complete_runs import complete_runs
from richlazy.statistics.contrast import contrast
from richlazy.statistics.difference import difference
from richlazy.statistics.equivalence import equivalence
from richlazy.statistics.signed_rank import hodges_lehmann
from richlazy.statistics.trend import trend
from richlazy.statistics.within_conditions import within_conditions
from scipy import stats

INF, NAN = np.inf, np.nan
# Far beyond all values of these tests: what is never reached stands where this stands in any order.
LATE = 1e9


def signed_rank_by_enumeration(changes):
    """Share of all 2ⁿ choices of sign whose sum of positive ranks is at least the one found; ties and zeros are ranked
    against the positive ones."""
    order = sorted(changes, key=lambda change: (abs(change), change <= 0))
    observed = sum(rank for rank, change in enumerate(order, 1) if change > 0)
    ranks = np.arange(1, len(changes) + 1)
    sums = [np.dot(choice, ranks) for choice in product([0, 1], repeat=len(changes))]
    return np.mean(np.array(sums) >= observed)


# Signed ranks: contrasts and differences


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([3.0, 5, INF, 8, 2, 9], [1.0, 2, 4, INF, 1, 2]),
        ([INF, INF, INF, 8, 2, 9], [1.0, 2, 4, 1, INF, 2]),
        ([INF, 5, 6, 7, 8, INF], [INF, 1, 9, 2, 3, INF]),
        ([INF] * 6, [1.0, 2, 3, 4, 5, 6]),
        ([1.0, 2, 3, 4, 5, 6], [INF] * 6),
    ],
)
@pytest.mark.parametrize("test", [contrast, lambda a, b: difference(a[:, None], b[:, None])])
def test_p_of_pairs_is_that_of_all_signs_with_what_was_never_reached_at_the_top(test, first, second):
    first, second = np.array(first), np.array(second)
    with np.errstate(invalid="ignore", divide="ignore"):
        change = first - second if test is not contrast else np.log(first / second)
    change = np.where(np.isnan(change), 0, change)
    found = test(first, second)
    assert found.p_positive == pytest.approx(signed_rank_by_enumeration(change), abs=1e-12)
    assert found.p_negative == pytest.approx(signed_rank_by_enumeration(-change), abs=1e-12)
    assert found.seeds == 6 and found.dropped == 0
    assert found.censored == int((np.isinf(first) | np.isinf(second)).sum()) > 0
    assert "never reached" in found.note


def test_a_run_that_diverged_is_left_out_and_one_that_never_arrived_is_not():
    first, second = np.array([2.0, NAN, INF, 4, 5, -INF]), np.array([1.0, 1, 1, 2, 2, 2])
    for found in (contrast(first, second), difference(first[:, None], second[:, None])):
        assert (found.seeds, found.dropped, found.censored) == (4, 2, 1)
        assert "2 seeds left out" in found.note and "1 run never reached it" in found.note


def test_leaving_out_what_was_never_reached_would_turn_the_answer():
    """Slow seeds of the first condition never arrive: the others alone are faster there."""
    first = np.array([1.0, 2, 3, INF, INF, INF, INF, INF, INF, INF])
    second = np.array([2.0, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    found = contrast(first, second)
    assert found.effect > 0 and found.p_positive < 0.05
    reached = np.isfinite(first)
    assert contrast(first[reached], second[reached]).effect < 0


def test_opposite_infinities_cancel_over_groups():
    changes = np.array([[INF, 1.0, 3.0], [INF, -INF, 4.0], [-INF, -INF, INF], [INF, -INF, INF], [1.0, 2, 3]])
    np.testing.assert_array_equal(censored.mean_over_groups(changes), [INF, 4, -INF, INF, 2])
    np.testing.assert_array_equal(censored.mean_over_groups(np.array([[INF, -INF]])), [0])


# Trends


def test_the_trend_takes_what_was_never_reached_as_last():
    values = np.array([[1.0, 2, INF], [3.0, 1, INF], [2.0, 5, 9], [1.0, INF, 3]])
    found = trend(values)
    assert found.p_positive == 1 / 16  # all seeds rise
    late = trend(np.where(np.isinf(values), LATE, values))
    assert (found.effect, found.p_positive, found.p_negative) == (late.effect, late.p_positive, late.p_negative)
    assert (found.interval_low, found.interval_high) == (late.interval_low, late.interval_high)
    assert found.censored == 3 and found.seeds == 4 and "3 runs never reached it" in found.note
    assert found.difference == INF and late.censored == 0


def test_conditions_that_were_never_reached_are_tied_in_a_trend():
    values = np.array([[1.0, INF, INF], [2.0, INF, INF], [NAN, 1, INF]])
    found = trend(values)
    rho = stats.spearmanr([1, 2, 3], [1, 2.5, 2.5]).statistic
    assert found.effect == pytest.approx(rho) and (found.dropped, found.censored) == (1, 4)
    np.testing.assert_allclose([found.difference, found.p_positive], [INF, found.p_positive])


def test_groups_of_a_trend_with_two_ranks():
    values = np.array([[[1.0, INF], [5, 2]], [[INF, INF], [1, 2]], [[3, 4], [INF, 1]]])
    late = trend(np.where(np.isinf(values), LATE, values))
    found = trend(values)
    assert (found.effect, found.p_positive, found.p_negative) == (late.effect, late.p_positive, late.p_negative)


# Associations


def with_infinite(seed):
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(2, 6, 2, 4))
    second += first
    first[first > 1], second[second > 1.5] = INF, INF
    return first, second


@pytest.mark.parametrize("test", [across_conditions, lambda *values: within_conditions(*values, resamples=200)])
@pytest.mark.parametrize("seed", range(4))
def test_associations_rank_what_was_never_reached_last(test, seed):
    first, second = with_infinite(seed)
    late = [np.where(np.isinf(values), LATE, values) for values in (first, second)]
    found, expected = test(first, second), test(*late)
    for name in ("effect", "interval_low", "interval_high", "p_positive", "p_negative", "seeds", "dropped"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-12), name
    assert found.censored == int((np.isinf(first) | np.isinf(second)).sum()) > 0 and expected.censored == 0


def test_conditions_and_seeds_are_lost_by_runs_without_a_value_alone():
    first, second = np.ones((2, 4, 1, 2))
    first[:3, 0, 0] = INF
    second[:3, 0, 1] = NAN
    found = complete_runs(first, second)
    assert (found.seeds, found.dropped, found.censored) == (4, 0, 3) and "1 condition left out" in found.note


# Agreement


def test_quantities_of_which_one_is_never_reached_do_not_agree():
    rng = np.random.default_rng(2)
    differences = 0.01 * rng.normal(size=(8, 2))
    assert equivalence(differences, 0.1).interval_low > 0
    differences[:5, 1] = INF
    found = equivalence(differences, 0.1)
    assert found.effect == -INF and found.p_positive > 0.5 and found.censored == 5 and found.seeds == 8
    above = signed_rank_by_enumeration(differences[:, 1] - 0.1)
    assert found.p_negative == pytest.approx(min(1, 4 * above))


def test_agreement_of_a_case_with_one_late_seed_is_tested_by_signed_ranks():
    rng = np.random.default_rng(3)
    differences = 0.01 * rng.normal(size=12)
    differences[4] = INF
    found = equivalence(differences, 0.1)
    estimate, low, high = hodges_lehmann(differences, 0.95)
    assert found.difference == estimate and (found.difference_low, found.difference_high) == (low, high)
    assert found.effect == pytest.approx(0.1 - abs(estimate)) and found.interval_low > 0
    below = signed_rank_by_enumeration(0.1 - differences)
    above = signed_rank_by_enumeration(differences + 0.1)
    assert found.p_positive == pytest.approx(max(below, above)) and found.p_positive < 0.05


def test_two_that_are_both_never_reached_do_not_differ():
    first, second = np.array([INF, 3.0, INF, NAN]), np.array([INF, 1.0, 2, 2])
    np.testing.assert_array_equal(censored.difference(first, second), [0, 2, INF, NAN])
    np.testing.assert_array_equal(censored.log_ratio(first, second), [0, np.log(3), INF, NAN])
