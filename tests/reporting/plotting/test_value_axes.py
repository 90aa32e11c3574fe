"""Log axes on which one extreme value does not flatten the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from richlazy.reporting.plotting.value_axes import log_limits, log_ticks, log_value_axis, mark_beyond, power

POSITIVE = st.floats(1e-3, 1e3)


def test_an_extreme_value_is_off_the_axis_and_moderate_ones_are_on_it():
    values = np.array([1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.2, 1.3, 2.5, 11.7])
    low, high = log_limits(values)
    assert low < 1.0 and 2.5 < high < 11.7


@given(st.lists(POSITIVE, min_size=1, max_size=30), st.lists(POSITIVE, max_size=4))
def test_what_must_be_shown_is_on_the_axis(values, always):
    low, high = log_limits(np.array(values), np.array(always))
    assert 0 < low < high and all(low < value < high for value in always)
    assert low < np.median(values) < high


def test_what_is_missing_or_not_positive_has_no_place():
    assert log_limits(np.array([np.nan, 0.0, -1.0])) is None
    assert log_limits(np.array([np.nan, 0.0, 2.0])) == log_limits(np.array([2.0]))


@given(POSITIVE, st.floats(1.1, 1e4))
def test_ticks_are_round_and_within(low, factor):
    ticks = log_ticks(low, low * factor)
    assert ticks == sorted(ticks) and all(low * 0.999 <= tick <= low * factor * 1.001 for tick in ticks)


@pytest.mark.parametrize(
    ("limits", "ticks"),
    [
        ((0.9, 3.0), [1, 2]),
        ((0.05, 9.0), [0.1, 0.3, 1, 3]),
        ((0.5, 2000), [1, 10, 100, 1000]),
        ((1.05, 1.7), [1.2, 1.4, 1.6]),
    ],
)
def test_ticks_are_few(limits, ticks):
    assert set(ticks) <= set(log_ticks(*limits))
    assert 3 <= len(log_ticks(*limits)) <= 8


def test_values_beyond_the_axis_are_marked_with_their_number():
    panel = Figure().add_subplot()
    panel.set_xlim(0, 10)
    log_value_axis(panel, (1.0, 3.0))
    mark_beyond(panel, [1, 2, 9, 5], [11.7, 2.0, 0.25, np.nan])
    assert [text.get_text() for text in panel.texts] == ["11.7", "0.25"]
    assert [text.get_horizontalalignment() for text in panel.texts] == ["left", "right"]
    assert [line.get_marker() for line in panel.get_lines()] == ["^", "v"]
    assert panel.get_ylim() == (1.0, 3.0)


@pytest.mark.parametrize(
    "value, text",
    [
        (1000, "$10^{3}$"),
        (300, r"$3\cdot10^{2}$"),
        (1e-4, "$10^{-4}$"),
        (0.00015, r"$1.5\cdot10^{-4}$"),
        (1, "$10^{0}$"),
    ],
)
def test_a_tick_says_its_number(value, text):
    assert power(value) == text
