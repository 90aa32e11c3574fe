"""Matrix Market: numbers written in every way, and a line that holds anything else is named."""

import pytest
from helpers.matrix_writers import PLAIN, refusal
from richlazy.connectivity.matrix_files.reading import read


def test_a_symmetric_pattern_is_a_matrix_of_ones(file):
    path = file("w.mtx", "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 1\n2 1\n")
    assert read(path, "pre_post", PLAIN).matrix.tolist() == [[0, 1], [1, 0]]


def test_complex_numbers_of_matrix_market_are_refused(file):
    content = "%%MatrixMarket matrix coordinate complex general\n2 2 1\n1 2 3 4\n"
    assert "complex numbers" in refusal(file("w.mtx", content))


@pytest.mark.parametrize("cell", ["x", "1,5", "2x", "2.0e-&1", "1.2.3", "0x10", "--1"])
def test_a_line_of_matrix_market_that_holds_text_is_named(file, cell):
    sparse = f"%%MatrixMarket matrix coordinate real general\n% x\n2 2 1\n1 2 {cell}\n"
    assert f"line 4: found '1 2 {cell}'" in refusal(file("sparse.mtx", sparse))
    dense = f"%%MatrixMarket matrix array real general\n1 1\n{cell}\n"
    assert f"line 3: found {cell!r}" in refusal(file("dense.mtx", dense))


@pytest.mark.parametrize(("cell", "value"), [("1.5", 1.5), ("2.", 2), (".5e+1", 5), ("-3E-1", -0.3), ("7", 7)])
def test_a_number_of_matrix_market_may_be_written_in_every_way(file, cell, value):
    path = file("w.mtx", f"%%MatrixMarket matrix array real general\n% x\n\n1 1\n  {cell} \n")
    assert read(path, "pre_post", PLAIN).matrix.item() == value


@pytest.mark.parametrize("value", ["nan", "-inf", "Infinity"])
def test_a_number_of_matrix_market_that_is_not_finite_is_named(file, value):
    path = file("w.mtx", f"%%MatrixMarket matrix array real general\n1 1\n{value}\n")
    assert "row 1, column 1: found" in refusal(path)
