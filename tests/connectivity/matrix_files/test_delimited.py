"""CSV and TSV: text is read as spreadsheets and pandas write it, and a wrong cell is named by its place."""

import numpy as np
import pytest
from helpers.matrix_writers import LABELLED, PLAIN, WRITERS, names, refusal
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.table import Options


@pytest.mark.parametrize("name", ["plain.csv", "labelled.csv"])
def test_a_text_that_pandas_reads_in_several_pieces_is_read(tmp_path, name):
    stored = np.random.default_rng(0).integers(0, 9, (1100, 1100))  # pieces of 2^20 cells, by default
    write, options = WRITERS[name]
    write(tmp_path / name, stored)
    found = read(tmp_path / name, "post_pre", options)
    assert np.array_equal(found.matrix, stored)
    assert found.labels == (names(stored) if options.labels else None)


def test_a_label_that_pandas_takes_for_a_missing_value_stays(file):
    found = read(file("w.csv", ",NA,nan\nNA,1,2\nnan,3,4\n"), "post_pre", LABELLED)
    assert found.labels == ["NA", "nan"]


def test_text_of_a_spreadsheet_is_read(file):
    path = file("w.csv", "\ufeff,a,b\r\n\r\na , 1, 2 \r\nb,3,4\r\n\r\n")
    found = read(path, "post_pre", LABELLED)
    assert found.labels == ["a", "b"] and found.matrix.tolist() == [[1, 2], [3, 4]]


def test_a_text_of_too_many_rows_is_refused_without_reading_them_all(file):
    assert "found more than 2 rows and 2 columns" in refusal(file("w.csv", "1,2\n" * 4 + "not read\n"))


def test_an_infinite_entry_of_a_text_is_named_by_its_labels(file):
    assert "row 'b', column 'a': found inf" in refusal(file("w.csv", ",a,b\na,1,2\nb,inf,4\n"), LABELLED)


@pytest.mark.parametrize("cell", ["x", "", "nan", "NA", "1_0", "1;2"])
def test_a_cell_without_a_number_is_named_by_line_and_column(file, cell):
    assert f"line 2, column 1: found {cell!r}" in refusal(file("w.csv", f"1,2\n{cell},4\n"))
    labelled = file("labelled.tsv", f"\ta\tb\n\na\t1\t{cell}\nb\t3\t4\n")
    assert f"line 3, column 3 ('b'): found {cell!r}" in refusal(labelled, LABELLED)


def test_labels_that_were_not_announced_are_refused_with_the_line_to_write(file):
    assert "write `labels: true`" in refusal(file("w.csv", ",a,b\na,1,2\nb,3,4\n"))


@pytest.mark.parametrize("line", ["3", "3,4,5"])
def test_a_line_of_another_length_is_named(file, line):
    assert f"line 2: found {line.count(',') + 1} cells; the first row has 2" in refusal(file("w.csv", f"1,2\n{line}\n"))


def test_a_text_of_empty_lines_is_refused(file):
    assert "only empty lines" in refusal(file("w.csv", "\n\n"))


def test_text_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "w.csv").write_bytes("1,2\n3,é\n".encode("latin-1"))
    assert "UTF-8" in refusal(tmp_path / "w.csv")
    (tmp_path / "v.csv").write_bytes("0,1\n2,0\n".encode("utf-16"))
    for options in (PLAIN, Options(layout="edges")):
        assert "save it so, which spreadsheets call CSV UTF-8" in refusal(tmp_path / "v.csv", options)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_every_way(tmp_path, end):
    (tmp_path / "w.csv").write_bytes(end.join(["A,B", "0,1.5", "2,0", ""]).encode())
    found = read(tmp_path / "w.csv", "post_pre", Options(labels="first_row"))
    assert found.labels == ["A", "B"] and found.matrix.tolist() == [[0, 1.5], [2, 0]]


@pytest.mark.parametrize("scale", [1e-17, 1e-300, 1e200])
def test_numbers_of_every_size_are_read_exactly(tmp_path, scale):
    stored = np.random.default_rng(0).standard_normal((5, 5)) * scale
    WRITERS["plain.csv"][0](tmp_path / "w.csv", stored)
    assert read(tmp_path / "w.csv", "post_pre", PLAIN).matrix.tobytes() == stored.tobytes()


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("  0  1.5 \n  2 0   \n", PLAIN),
        ("0 1.5\n2 0  \r\n \n", PLAIN),
        ("  a b \n0 1.5 \n2  0\n", Options(labels="first_row")),
        ('"" "a" "b c" \n"a" 0 1.5 \n"b c" 2 0\n', LABELLED),
        ("pre post  weight \n1    2     1.5    \n  2 1 2\n", Options(layout="edges")),
    ],
)
def test_any_number_of_blanks_may_stand_anywhere_in_a_line(file, content, options):
    assert read(file("w.txt", content), "pre_post", options).matrix.T.tolist() == [[0, 1.5], [2, 0]]
