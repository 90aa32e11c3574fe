"""A table of signs: one sign a neuron, in the order asked for."""

import pytest
from richlazy.connectivity.matrix_files.sign_table import read_signs
from richlazy.errors import InputError


def test_signs_are_given_in_the_order_of_the_labels(file):
    path = file("signs.csv", "label,transmitter,sign\nb,GABA,-1\na,ACh,1\nunused,ACh,+1\n")
    assert read_signs(path, ["a", "b"]).tolist() == [1, -1]


@pytest.mark.parametrize(
    "content",
    [
        "label,sign\na,1.0\nb,-1.0\n",
        "\ufeff\r\nlabel , sign\r\n\r\n a , +1 \r\n b , -1e0\r\n",
        '"label";"sign"\n"a";1,0\nb;-1,0\n',
        "Sign\tLabel\n1\ta\n-1\tb\n",
        ",label,sign\n0,a,1\n1,b,-1\n",
    ],
)
def test_signs_are_read_as_pandas_and_spreadsheets_write_them(file, content):
    assert read_signs(file("signs.csv", content), ["a", "b"]).tolist() == [1, -1]


@pytest.mark.parametrize("sign", ["", "nan", "True", "E", "2", "-0", "1.5", "1_", "0x1"])
def test_another_sign_is_refused(file, sign):
    with pytest.raises(InputError, match=rf"'b' has the sign '{sign}'; allowed: 1 \(excitatory\) or -1"):
        read_signs(file("signs.csv", f"label,sign\na,1\nb,{sign}\n"), ["a"])


def test_a_table_of_other_names_is_refused_with_both(file):
    with pytest.raises(
        InputError, match="nor for any other neuron.*n0, n1; in the table, A, B.*`label_attribute: NAME`"
    ):
        read_signs(file("signs.csv", "label,sign\nA,1\nB,1\n"), ["n0", "n1"])


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("label,sign\na,1\n", "no sign for 'b'"),
        ("label,sign\na,1\nb,0\n", "'b' has the sign '0'; allowed: 1"),
        ("label,sign\na,1\nb,1\na,-1\n", "'a' stands twice"),
        ("neuron,sign\na,1\nb,1\n", "found the columns neuron, sign"),
        ("", "the file is empty"),
        ("label,sign\na,1\nb,1,2\n", "cannot be read as a table"),
        ("label,sign\na,1\nb\n", "cannot be read as a table"),
        ("\n\n", "found the columns none"),
    ],
)
def test_a_table_of_signs_that_is_wrong_is_refused(file, content, part):
    path = file("signs.csv", content)
    with pytest.raises(InputError) as caught:
        read_signs(path, ["a", "b"])
    assert part in str(caught.value) and str(path) in str(caught.value)
