"""Ragged stays in arrays."""

import numpy as np
import pytest
from richlazy.errors import InputError

from studies.sepsis.methods.padding import Stays, padded

FIRST = (np.array([0.5, 1.0, 2.9]), np.array([0, 1, 0]), np.array([1.0, 2.0, 3.0]))
SECOND = (np.array([0.2]), np.array([1]), np.array([4.0]))


def stays():
    return Stays([FIRST, SECOND], np.ones((2, 3, 2), np.float32), np.array([3, 2]), np.array([True, False]))


def test_measurements_stand_in_rows_and_the_rest_is_not_present():
    times, channels, values, present = padded([FIRST, SECOND], 2)
    assert times.tolist() == [[0.5, 1.0, 2.9], [0.2, 0, 0]]
    assert channels.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert values.tolist() == [[1, 2, 3], [4, 0, 0]]
    assert present.sum(1).tolist() == [3, 1]


def test_the_grid_of_some_stays_ends_with_the_longest():
    some = stays().take([1])
    assert some.grid.shape == (1, 2, 2) and some.irregular == [SECOND] and not some.cases.any()


@pytest.mark.parametrize(
    "stay, words",
    [
        ((np.array([-1.0]), np.array([0]), np.array([1.0])), "a time is negative"),
        ((np.array([1.0]), np.array([2]), np.array([1.0])), r"channels \[2\]; allowed are 0 to 1"),
        ((np.array([1.0]), np.array([0]), np.array([np.nan])), "not finite"),
        ((np.array([1.0]), np.array([0, 1]), np.array([1.0])), "1 times, 2 channels"),
    ],
)
def test_wrong_measurements_are_refused(stay, words):
    with pytest.raises(InputError, match=words):
        padded([FIRST, stay], 2)


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="lengths"):
        Stays([FIRST], np.ones((1, 3, 2)), np.array([4]), np.array([True]))
    with pytest.raises(InputError, match="cases: 2 stays"):
        Stays([FIRST], np.ones((1, 3, 2)), np.array([3]), np.array([True, False]))
