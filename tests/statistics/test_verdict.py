"""The verdict rule, case by case, and its symmetry."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from richlazy.statistics.contrast import contrast
from richlazy.statistics.finding import Finding, too_few
from richlazy.statistics.trend import trend
from richlazy.statistics.verdict import CONTRADICTED, SUPPORTED, UNDECIDED, decide, holm
from statsmodels.stats.multitest import multipletests

CLEAR = Finding("t", "e", 0.8, 0.6, 0.9, p_positive=0.001, p_negative=0.999, smallest_p=1e-6, seeds=10)


def contrast_of_columns(values):
    """The contrast of the second column of [seed, 2] and the first."""
    return contrast(values[:, 1], values[:, 0])


def verdicts(findings, signs, alpha=0.05):
    return [decision.verdict for decision in decide(findings, signs, alpha)]


def test_clear_effect_supports_its_direction_and_contradicts_the_other():
    assert verdicts([CLEAR], [1]) == [SUPPORTED]
    assert verdicts([CLEAR], [-1]) == [CONTRADICTED]


@pytest.mark.parametrize(
    "change",
    [
        {"p_positive": 0.06, "p_negative": 0.94},
        {"p_positive": 0.05},
        {"interval_low": -0.01},
        {"interval_low": 0.0},
        {"interval_low": np.nan, "interval_high": np.nan},
    ],
)
def test_either_half_of_the_rule_can_fail(change):
    assert verdicts([replace(CLEAR, **change)], [1]) == [UNDECIDED]


def test_holm_by_hand():
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_rejects_what_the_steps_of_its_definition_reject(p_values):
    for alpha in (0.01, 0.05, 0.3):
        rejected, waiting = set(), sorted(range(len(p_values)), key=lambda place: p_values[place])
        while waiting and p_values[waiting[0]] * len(waiting) <= alpha:
            rejected.add(waiting.pop(0))
        assert set(np.flatnonzero(holm(p_values) <= alpha)) == rejected


def test_holm_equals_statsmodels():
    p_values = np.random.default_rng(0).beta(0.2, 1, 200).round(3)  # with ties and zeros
    np.testing.assert_array_equal(holm(p_values), multipletests(p_values, method="holm")[1])


def test_holm_leaves_unknown_p_out_of_the_family():
    np.testing.assert_allclose(holm([0.01, np.nan, 0.04]), [0.02, np.nan, 0.04])


def test_family_can_undo_a_single_finding():
    weak = replace(CLEAR, p_positive=0.03)
    assert verdicts([weak], [1]) == [SUPPORTED]
    assert verdicts([weak, weak], [1, 1]) == [UNDECIDED, UNDECIDED]


def test_too_few_seeds_for_alpha_are_named():
    small = replace(CLEAR, p_positive=0.0625, smallest_p=0.0625, seeds=5)
    (decision,) = decide([small], [1])
    assert decision.verdict == UNDECIDED
    assert "5 seeds cannot reach alpha 0.05" in decision.note


def test_fewer_than_five_seeds_decide_nothing():
    assert verdicts([replace(CLEAR, seeds=5)], [1]) == [SUPPORTED]
    (decision,) = decide([replace(CLEAR, seeds=4)], [1])
    assert decision.verdict == UNDECIDED and "fewer than 5" in decision.note


def test_the_family_counts_for_what_seeds_can_reach():
    four = replace(CLEAR, p_positive=0.03, smallest_p=0.03, seeds=5)
    assert decide([four], [1])[0].note == ""
    assert "cannot reach" in decide([four, four], [1, 1])[1].note


def test_a_finding_without_numbers_is_undecided_and_harmless():
    empty = too_few("t", "e", 1, 2)
    clear, none = decide([CLEAR, empty], [1, 1])
    assert (clear.verdict, none.verdict) == (SUPPORTED, UNDECIDED)
    assert clear.p_adjusted == CLEAR.p_positive
    assert "has 1" in none.note and "2 seeds left out" in none.note


@pytest.mark.parametrize("signs", [[0], [1, 1], []])
def test_signs_are_checked(signs):
    with pytest.raises(ValueError, match="one sign"):
        decide([CLEAR], signs)


@settings(max_examples=30)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(-1, 1), st.floats(0, 0.5), st.sampled_from([1, -1]))
def test_flipping_effect_and_prediction_changes_nothing(p_positive, p_negative, effect, half, sign):
    finding = replace(
        CLEAR, interval_low=effect - half, interval_high=effect + half, p_positive=p_positive, p_negative=p_negative
    )
    mirrored = replace(
        finding, interval_low=-effect - half, interval_high=-effect + half, p_positive=p_negative, p_negative=p_positive
    )
    assert verdicts([finding], [sign]) == verdicts([mirrored], [-sign])
    swap = {SUPPORTED: CONTRADICTED, CONTRADICTED: SUPPORTED, UNDECIDED: UNDECIDED}
    if (p_positive < 0.05) != (p_negative < 0.05):
        assert verdicts([finding], [-sign]) == [swap[verdicts([finding], [sign])[0]]]


# With ties, zeros and values that were never reached.
MEASURED = arrays(float, (8, 2), elements=st.one_of(st.integers(1, 6).map(float), st.just(np.inf)), fill=st.nothing())


@pytest.mark.parametrize("test", [contrast_of_columns, trend])
@settings(max_examples=60, deadline=None)
@given(values=MEASURED, shift=st.integers(0, 4))
def test_of_one_row_the_interval_and_the_p_behind_it_say_the_same(test, values, shift):
    """The interval lies on one side of zero exactly where the one-sided p of that side is at most .025."""
    found = test(values + shift * np.arange(2))
    assert (found.interval_low > 0) == (found.p_positive <= 0.025)
    assert (found.interval_high < 0) == (found.p_negative <= 0.025)
    (towards,), (against,) = verdicts([found], [1]), verdicts([found], [-1])
    assert (towards == SUPPORTED) == (against == CONTRADICTED) == (found.p_positive <= 0.025)
    assert (towards == CONTRADICTED) == (against == SUPPORTED) == (found.p_negative <= 0.025)
