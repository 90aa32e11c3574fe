"""A table of signs: one sign a neuron, in the order asked for."""

import pytest
from richlazy.connectivity.matrix_files.sign_table import read_signs
from richlazy.errors import InputError


def test_signs_are_given_in_the_order_of_the_labels(file):
    path = file("signs.csv", "label,transmitter,sign\nb,GABA,-1\na,ACh,1\nunused,ACh,+1\n")
    assert read_signs(path, ["a", "b"]).tolist() == [1, -1]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("label,sign\na,1\n", "no sign for 'b'"),
        ("label,sign\na,1\nb,0\n", "'b' has the sign '0'; allowed: 1"),
        ("label,sign\na,1\nb,1\na,-1\n", "'a' stands twice"),
        ("neuron,sign\na,1\nb,1\n", "found the columns neuron, sign"),
        ("", "the file is empty"),
        ("label,sign\na,1\nb,1,2\n", "cannot be read as a table"),
    ],
)
def test_a_table_of_signs_that_is_wrong_is_refused(file, content, part):
    path = file("signs.csv", content)
    with pytest.raises(InputError) as caught:
        read_signs(path, ["a", "b"])
    assert part in str(caught.value) and str(path) in str(caught.value)
