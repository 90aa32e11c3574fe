"""What a refused text is advised: lines of config, which are followed here until the text is read, or changes to it."""

import ast
import re
from dataclasses import replace

import numpy as np
import pytest
import yaml
from helpers.matrix_writers import LABELLED, PLAIN, refusal
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.table import Options
from richlazy.errors import InputError


def advised(message):
    """The options of all lines in backquotes, as YAML reads them."""
    lines = re.findall(r"`([a-z_]+: [^`]*)`", message)
    return {key: value for line in lines for key, value in yaml.safe_load(line).items()}


def followed(path, options):
    """The matrix [row, column] after the advice of a few refusals was followed."""
    for _ in range(3):
        try:
            return read(path, "post_pre" if options.layout == "matrix" else "pre_post", options)
        except InputError as error:
            lines = advised(str(error))
            assert lines, str(error)
            options = replace(options, **lines)
    return read(path, "pre_post", options)


MATRIX = [[0, 1.5], [2, 0]]
STYLES = {
    "semicolons": "0;1.5\n2;0\n",
    "semicolons and commas": "0;1,5\n2;0\n",
    "labelled semicolons and commas": ";A;B\nA;0;1,5\nB;2;0\n",
    "tabs": "0\t1.5\n2\t0\n",
    "bars": "0|1.5\n2|0\n",
    "blanks": "0 1.5\n2   0\n",
    "blanks in front": " 0 1.5\n 2 0\n",
    "quoted commas": '"0","1,5"\n"2","0"\n',
    "names": ",A,B\nA,0,1.5\nB,2,0\n",
    "names in the first row": "A,B\n0,1.5\n2,0\n",
    "names in the first column": "A,0,1.5\nB,2,0\n",
    "no names": "0,1.5\n2,0\n",
}


@pytest.mark.parametrize("options", [PLAIN, LABELLED, Options(labels="first_row"), Options(separator=";", decimal=",")])
@pytest.mark.parametrize("name", STYLES)
def test_lines_that_are_advised_for_a_matrix_work(file, name, options):
    assert followed(file("w.csv", STYLES[name]), options).matrix.tolist() == MATRIX


@pytest.mark.parametrize("options", [PLAIN, LABELLED, Options(labels="first_row"), Options(layout="edges")])
@pytest.mark.parametrize(
    "text",
    [
        "pre,post,weight\nA,B,1.5\nB,A,2\n",
        "source;target;weight\nA;B;1,5\nB;A;2\n",
        "pre_id\tpost_id\tregion\tcount\nA\tB\tx\t1.5\nB\tA\ty\t2\n",
        "pre,post,weight\n1,2,1.5\n2,1,2\n",
        "pre,post,distance,weight\n1,2,7,1.5\n2,1,7,2\n",
    ],
)
def test_lines_that_are_advised_for_a_list_of_connections_work(file, text, options):
    assert followed(file("w.csv", text), options).matrix.T.tolist() == MATRIX


def test_a_list_of_connections_without_weights_is_recognised(file):
    found = followed(file("w.csv", "from,to\nA,B\nB,A\nB,A\n"), PLAIN)
    assert found.matrix.T.tolist() == [[0, 1], [2, 0]]


@given(
    units=st.integers(2, 5),
    separator=st.sampled_from(",;\t|"),
    decimal=st.sampled_from(".,"),
    labels=st.sampled_from([False, True, "first_row", "first_column"]),
    given_labels=st.sampled_from([False, True]),
)
@settings(max_examples=60, deadline=None)
def test_the_advised_style_is_the_one_in_which_the_text_was_written(
    folder, units, separator, decimal, labels, given_labels
):
    stored = np.random.default_rng(units).standard_normal((units, units))
    cells = [[repr(float(cell)).replace(".", decimal) for cell in row] for row in stored]
    if separator == decimal:
        cells = [[f'"{cell}"' for cell in row] for row in cells]
    names = [f"n{index}" for index in range(units)]
    if labels in (True, "first_column"):
        cells = [[name, *row] for name, row in zip(names, cells, strict=True)]
    if labels in (True, "first_row"):
        cells = [[""] * (labels is True) + names, *cells]
    path = folder / "any.csv"
    path.write_text("".join(f"{separator.join(row)}\n" for row in cells), encoding="utf-8")
    found = followed(path, Options(labels=given_labels))
    assert np.array_equal(found.matrix, stored) and found.labels == (names if labels else None)


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        (
            ",A,B,C,\nA,0,1,0,\nB,2,0,3,\nC,0,4,0,\n,,,,\n",
            LABELLED,
            "column 5 is empty in every line and line 5 holds ",
        ),
        ("0,,1\n2,,0\n", PLAIN, "column 2 is empty in every line: delete it"),
        ("0,1\n,\n2,0\n,\n", PLAIN, "line 2, line 4 hold separators alone: delete them"),
        (",A,B\nA,,2\nB,1,\n", LABELLED, "write 0 where there is no connection (pandas: .fillna(0))"),
        (",A,B\nA,,2\nB,1,\n", PLAIN, "write `labels: true`"),
        ("0,NaN\n1,0\n", PLAIN, "(pandas: .fillna(0))"),
        ("True,1\n0.5,1\n", PLAIN, "a column holds True or False beside numbers; write 1 and 0"),
        ("a,b\na,1,2\nb,3,4\n", LABELLED, "begin it with ',' (in R, write.table(..., col.names = NA))"),
        (
            "a,b\na,1,2\nb,3,4\n",
            PLAIN,
            "begin it with ',' (in R, write.table(..., col.names = NA)) and write `labels: ",
        ),
        (
            "1,2,5\n2,1,3\n3,2,1\n1,3,4\n",
            PLAIN,
            "begin the file with the line 'pre,post,weight' and write `layout: edges`",
        ),
        ("A,B,2\nB,C,1.5\n", PLAIN, "begin the file with the line 'pre,post,weight' and write `layout: edges`"),
        ("A,B,2\nB,C,1.5\nC,A,1\nA,C,1\n", LABELLED, "begin the file with the line 'pre,post,weight' and write "),
        ("1,2\n2,3\n3,1\n", PLAIN, "begin the file with the line 'pre,post' and write `layout: edges`, `weight_attrib"),
        ("sep=;\n0;1\n2;0\n", PLAIN, "delete the first line, which is for Excel, and write `separator: ';'`"),
        ("# weights\n0,1\n2,0\n", PLAIN, "delete the lines that begin with '#', which are comments"),
        ("0;1;x\n2;0;1\n1;1;1\n", PLAIN, "separated by semicolons: write `separator: ';'`"),
    ],
)
def test_what_the_text_needs_is_said(file, text, options, words):
    assert words in refusal(file("w.csv", text), options)


@pytest.mark.parametrize(("name", "separator"), [("w.csv", ","), ("w.tsv", "\t"), ("w.txt", " ")])
def test_a_first_row_without_its_first_cell_is_read_once_it_begins_as_advised(file, name, separator):
    text = "a,b\na,1,2\nb,3,4\n".replace(",", separator)
    cell = ast.literal_eval(re.search(r"begin it with ('.*') \(in R", refusal(file(name, text), LABELLED))[1])
    found = read(file(name, cell + text), "post_pre", LABELLED)
    assert found.labels == ["a", "b"] and found.matrix.tolist() == [[1, 2], [3, 4]]


def test_true_and_false_are_1_and_0(file):
    assert read(file("w.csv", "True,False\nTRUE,false\n"), "post_pre", PLAIN).matrix.tolist() == [[1, 0], [1, 0]]


@pytest.mark.parametrize("text", ["0,1\n2,x\n", "0,1,2\n3,4,5\n"])
def test_where_nothing_is_known_nothing_is_advised(file, text):
    assert not advised(refusal(file("w.csv", text)))


def test_a_matrix_whose_neurons_are_called_pre_and_post_is_no_list(file):
    found = read(file("w.csv", ",pre,post\npre,0,1\npost,2,0\n"), "post_pre", LABELLED)
    assert found.labels == ["pre", "post"] and found.matrix.tolist() == [[0, 1], [2, 0]]
    assert "write `labels: true`" in refusal(file("w.csv", ",pre,post\npre,0,1\npost,2,0\n"))
