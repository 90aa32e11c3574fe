"""Matrices as a caller gives them, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from richlazy.errors import InputError
from richlazy.interface.given_matrices import described, square, stored

REGISTERED = ("gaussian", "celegans")


@pytest.fixture
def given(tmp_path):
    """`described`, with matrices stored in a folder of the test."""
    return lambda matrix, orientation="pre_post": described(matrix, orientation, REGISTERED, tmp_path)


def test_names_of_registered_matrices_need_no_orientation(given):
    assert given("celegans", None) == (["celegans"], {})
    assert given(["celegans", "gaussian"], None) == (["celegans", "gaussian"], {})


def test_a_matrix_is_stored_by_its_content_and_read_back(given, tmp_path):
    matrix = np.arange(9.0).reshape(3, 3)
    names, definitions = given(matrix)
    assert names == ["W"] and set(definitions) == {"W"}
    assert definitions["W"]["builder"] == "file" and definitions["W"]["orientation"] == "pre_post"
    assert np.array_equal(np.load(definitions["W"]["path"]), matrix)
    assert stored(matrix.T, tmp_path) != stored(matrix, tmp_path)
    again = given(matrix.tolist())[1]["W"]["path"]
    assert again == definitions["W"]["path"]


def test_several_are_given_by_name_beside_registered_ones_and_definitions(given):
    own = {"mine": np.eye(3), "celegans": "celegans", "power": {"builder": "power_law"}}
    names, definitions = given(own)
    assert names == ["mine", "celegans", "power"]
    assert set(definitions) == {"mine", "power"} and definitions["power"] == {"builder": "power_law"}


@pytest.mark.parametrize(
    "matrix", [pd.DataFrame(np.eye(3)), scipy.sparse.csr_array(np.eye(3)), [[1, 0, 0], [0, 1, 0], [0, 0, 1]]]
)
def test_whatever_makes_a_matrix_of_numbers_is_taken(matrix):
    assert np.array_equal(square(matrix, "here"), np.eye(3))


@pytest.mark.parametrize(
    "matrix, message",
    [
        (np.zeros((2, 3)), "learn: found an array of 2 × 3; allowed is a square matrix, such as `numpy.eye(3)`"),
        (3.0, "learn: found an array of a single number; allowed is a square matrix, such as `numpy.eye(3)`"),
        (
            np.array([[1, np.nan], [0, 1]]),
            "learn: the entry at row 0, column 1 is nan; allowed are finite numbers: write 0 where there is no "
            "connection, as in `numpy.nan_to_num(matrix)`",
        ),
        (np.zeros((2, 2)), "learn: all 4 entries are zero; allowed is a matrix with a connection"),
        (
            object(),
            "learn: found object; allowed is a square matrix of numbers, such as "
            "`numpy.loadtxt('connectome.csv', delimiter=',')`",
        ),
        (
            "celegan",
            "learn: there is no matrix 'celegan'; allowed are gaussian, celegans; or a matrix of your own, as in "
            "`rl.learn({'celegan': W}, orientation='pre_post')`",
        ),
        (
            {"celegans": np.eye(2)},
            "learn: 'celegans' is a registered matrix, and one of yours cannot have its name; write for example "
            "`{'my_celegans': W}`",
        ),
        (
            {"a b": np.eye(2)},
            "learn: found the name 'a b'; allowed are letters, digits, dots and underscores: write for example "
            "`{'mine': W}`",
        ),
        ({}, "learn: found no matrix; write for example `rl.learn({'mine': W}, orientation='pre_post')`"),
    ],
)
def test_others_are_refused(given, matrix, message):
    with pytest.raises(InputError) as caught:
        given(matrix)
    assert str(caught.value) == message


@pytest.mark.parametrize("orientation", [None, "rows"])
def test_a_matrix_of_numbers_must_say_what_its_rows_are(given, orientation):
    with pytest.raises(InputError) as caught:
        given(np.eye(3), orientation)
    assert str(caught.value) == (
        f"learn: orientation: found {orientation!r}; a matrix of numbers does not say which of its axes is presynaptic"
        ": write `orientation='pre_post'` where rows are presynaptic, `'post_pre'` where columns are"
    )
