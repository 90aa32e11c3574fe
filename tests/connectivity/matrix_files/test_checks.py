"""What a matrix must be, whatever its format: its file, shape, memory, values and labels."""

import zipfile

import netCDF4
import numpy as np
import pandas as pd
import pytest
import scipy.io
from helpers.matrix_writers import LABELLED, WRITERS, refusal, write_netcdf, write_plain_text
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity.matrix_files.reading import read


def test_a_missing_file_is_refused(tmp_path):
    assert "there is no such file" in refusal(tmp_path / "w.csv")


def not_square(path):
    values = np.ones((2, 3))
    writers = {
        ".csv": lambda: write_plain_text(path, values, ","),
        ".npz": lambda: np.savez(path, w=values),
        ".nc": lambda: write_netcdf(path, values),
        ".mtx": lambda: scipy.io.mmwrite(path, values),
    }
    writers[path.suffix]()


@pytest.mark.parametrize("suffix", ["csv", "npz", "nc", "mtx"])
def test_a_matrix_that_is_not_square_is_refused(tmp_path, suffix):
    path = tmp_path / f"w.{suffix}"
    not_square(path)
    assert refusal(path).startswith(f"{path}: found 2 rows and 3 columns; the matrix must be square")


@pytest.mark.parametrize("name", ["empty.npz", "empty.nc"])
def test_a_matrix_of_no_neurons_is_refused(tmp_path, name):
    WRITERS["plain." + name.partition(".")[2]][0](tmp_path / name, np.empty((0, 0)))
    assert "0 neurons" in refusal(tmp_path / name)


def huge_text(path):
    path.write_text(",".join(["1"] * 50_000) + "\nnot read\n", encoding="utf-8")


def huge_archive(path):
    """A header that says 50 000 × 50 000, and no numbers behind it."""
    header = {"descr": "<f8", "fortran_order": False, "shape": (50_000, 50_000)}
    with zipfile.ZipFile(path, "w") as archive, archive.open("w.npy", "w") as stream:
        np.lib.format.write_array_header_1_0(stream, header)


def huge_netcdf(path):
    with netCDF4.Dataset(path, "w") as dataset:
        for dim in ("row", "column"):
            dataset.createDimension(dim, 50_000)
        dataset.createVariable("w", "f8", ("row", "column"), zlib=True)


def huge_graph(path):
    """Nodes, and what NetworkX does not read."""
    nodes = "".join(f'<node id="{index}"/>' for index in range(50_000))
    graph = f'<graph edgedefault="directed">{nodes}<hyperedge/></graph>'
    path.write_text(f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{graph}</graphml>', encoding="utf-8")


def huge_market(path):
    path.write_text("%%MatrixMarket matrix array real general\n50000 50000\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("w.csv", huge_text),
        ("w.npz", huge_archive),
        ("w.nc", huge_netcdf),
        ("w.graphml", huge_graph),
        ("w.mtx", huge_market),
    ],
)
def test_fifty_thousand_neurons_are_refused_with_their_memory_before_they_are_read(tmp_path, name, write):
    write(tmp_path / name)
    message = refusal(tmp_path / name)
    # 50 000² entries of eight bytes.
    assert "50000 × 50000 is too large: it takes 18.6 GiB" in message and "149.0 GiB" in message


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_an_entry_that_is_not_finite_is_named_by_its_labels(tmp_path, value):
    values = np.ones((3, 3))
    values[2, 1] = value
    for name in ("labelled.npz", "labelled.nc"):
        WRITERS[name][0](tmp_path / name, values)
        assert f"row 'neuron 2', column 'neuron 1': found {value}" in refusal(tmp_path / name, LABELLED)
    np.savez(tmp_path / "plain.npz", w=values)
    assert f"row 3, column 2: found {value}" in refusal(tmp_path / "plain.npz")


@pytest.mark.parametrize("name", WRITERS)
def test_a_matrix_of_zeros_is_refused(tmp_path, name):
    write, options = WRITERS[name]
    write(tmp_path / name, np.zeros((3, 3)))
    assert "all weights are 0" in refusal(tmp_path / name, options)


@given(order=st.permutations(range(4)))
@settings(max_examples=10, deadline=None)
def test_columns_in_another_order_follow_the_rows(folder, order):
    values, labels = np.arange(16.0).reshape(4, 4), np.array(list("abcd"))
    frame = pd.DataFrame(values, labels, labels)
    frame.iloc[:, list(order)].to_csv(folder / "shuffled.csv")
    write_netcdf(folder / "shuffled.nc", values[:, list(order)], row=labels, column=labels[list(order)])
    for name in ("shuffled.csv", "shuffled.nc"):
        found = read(folder / name, "post_pre", LABELLED)
        assert np.array_equal(found.matrix, values) and found.labels == list("abcd")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (",a,b\na,1,2\nc,3,4\n", "labels do not match: row 'c' has no column, column 'b' no row"),
        (",a,a\na,1,2\nb,3,4\n", "two columns are labelled 'a'"),
        (",a,b\na,1,2\na,3,4\n", "two rows are labelled 'a'"),
        (",a,\na,1,2\nb,3,4\n", "column 2 has an empty label"),
        ("a,b\na,1,2\nb,3,4\n", "the first row has 2 cells and the second 3"),
    ],
)
def test_labels_that_do_not_name_every_neuron_once_are_refused(file, content, part):
    assert part in refusal(file("w.csv", content), LABELLED)
