"""The user's own files: every format gives W[post, pre], and what is wrong with a file is said before it is used."""

import gzip
import io
import re
import zipfile

import netCDF4
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import scipy.io
import scipy.sparse
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from richlazy.connectivity.matrix_files import graphml
from richlazy.connectivity.matrix_files.reading import FORMATS, read
from richlazy.connectivity.matrix_files.sign_table import read_signs
from richlazy.connectivity.matrix_files.table import Options
from richlazy.errors import InputError

PLAIN, LABELLED = Options(), Options(labels=True)


def names(stored):
    return [f"neuron {index}" for index in range(len(stored))]


def write_plain_text(path, stored, separator):
    pd.DataFrame(stored).to_csv(path, sep=separator, header=False, index=False)


def write_labelled_text(path, stored, separator):
    pd.DataFrame(stored, names(stored), names(stored)).to_csv(path, sep=separator)


def write_graph(path, stored):
    graph = nx.DiGraph()
    graph.add_nodes_from(names(stored))
    for row, column in np.argwhere(stored):
        graph.add_edge(names(stored)[row], names(stored)[column], weight=float(stored[row, column]))
    nx.write_graphml(graph, path)


def write_netcdf(path, stored, dims=("row", "column"), attributes=None, **coordinates):
    xr.Dataset({"w": (dims, stored, attributes or {})}, coordinates).to_netcdf(path, engine="netcdf4")


WRITERS = {
    "plain.csv": (lambda path, stored: write_plain_text(path, stored, ","), PLAIN),
    "plain.csv.gz": (lambda path, stored: write_plain_text(path, stored, ","), PLAIN),
    "labelled.csv": (lambda path, stored: write_labelled_text(path, stored, ","), LABELLED),
    "plain.tsv": (lambda path, stored: write_plain_text(path, stored, "\t"), PLAIN),
    "labelled.tsv.gz": (lambda path, stored: write_labelled_text(path, stored, "\t"), LABELLED),
    "plain.npz": (lambda path, stored: np.savez_compressed(path, w=stored), PLAIN),
    "labelled.npz": (lambda path, stored: np.savez(path, w=stored, labels=np.array(names(stored))), LABELLED),
    "named.npz": (lambda path, stored: np.savez(path, w=stored, other=stored + 1), Options(variable="w")),
    "plain.nc": (write_netcdf, PLAIN),
    "labelled.nc": (lambda path, stored: write_netcdf(path, stored, row=names(stored), column=names(stored)), LABELLED),
    "dense.mtx": (lambda path, stored: scipy.io.mmwrite(path, stored, precision=17), PLAIN),
    "sparse.mtx": (lambda path, stored: scipy.io.mmwrite(path, scipy.sparse.coo_array(stored), precision=17), PLAIN),
    "sparse.mtx.gz": (lambda path, stored: write_compressed_market(path, stored), PLAIN),
    "graph.graphml": (write_graph, PLAIN),
}


def write_compressed_market(path, stored):
    market = io.BytesIO()
    scipy.io.mmwrite(market, scipy.sparse.coo_array(stored), precision=17)
    path.write_bytes(gzip.compress(market.getvalue()))


@pytest.fixture
def file(tmp_path):
    """Write text under a name and give its path."""

    def write(name, content):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("matrices")


def refusal(path, options=PLAIN, orientation="pre_post"):
    with pytest.raises(InputError) as caught:
        read(path, orientation, options)
    message = str(caught.value)
    assert str(path) in message
    return message


def squares(unsigned=False):
    numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=0 if unsigned else None)
    return st.integers(1, 6).flatmap(lambda units: hnp.arrays(np.float64, (units, units), elements=numbers))


# What every format gives.


@pytest.mark.parametrize("name", WRITERS)
@given(matrix=squares(), orientation=st.sampled_from(["pre_post", "post_pre"]))
@settings(max_examples=15, deadline=None)
def test_a_matrix_that_was_written_is_read_back_as_post_by_pre(folder, name, matrix, orientation):
    assume(matrix.any())
    assume(not (name.endswith("graphml") and orientation == "post_pre"))
    write, options = WRITERS[name]
    write(folder / name, matrix.T if orientation == "pre_post" else matrix)
    found = read(folder / name, orientation, options)
    assert found.matrix.dtype == np.float64
    assert np.array_equal(found.matrix, matrix)
    named = name.startswith("labelled") or name.endswith("graphml")
    assert found.labels == (names(matrix) if named else None)


def test_every_suffix_is_written_above():
    assert {f".{name.partition('.')[2]}" for name in WRITERS} == set(FORMATS)


@pytest.mark.parametrize("kind", [np.int16, np.uint8, np.bool_, np.float32])
def test_whole_numbers_and_single_precision_become_float64(tmp_path, kind):
    np.savez(tmp_path / "w.npz", w=np.eye(2, dtype=kind))
    found = read(tmp_path / "w.npz", "pre_post", PLAIN).matrix
    assert found.dtype == np.float64 and np.array_equal(found, np.eye(2))


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


def test_parallel_edges_and_repeated_entries_add_up(file, tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", weight=2.0)
    graph.add_edge("a", "b", weight=3.0)
    nx.write_graphml(graph, tmp_path / "w.graphml")
    market = file("w.mtx", "%%MatrixMarket matrix coordinate integer general\n2 2 2\n1 2 2\n1 2 3\n")
    for path in (tmp_path / "w.graphml", market):
        assert read(path, "pre_post", PLAIN).matrix.tolist() == [[0, 0], [5, 0]]


def test_a_symmetric_pattern_is_a_matrix_of_ones(file):
    path = file("w.mtx", "%%MatrixMarket matrix coordinate pattern symmetric\n2 2 1\n2 1\n")
    assert read(path, "pre_post", PLAIN).matrix.tolist() == [[0, 1], [1, 0]]


def test_a_weight_in_units_of_time_is_a_number(tmp_path):
    write_netcdf(tmp_path / "w.nc", np.eye(2), attributes={"units": "seconds since 2000-01-01"})
    assert np.array_equal(read(tmp_path / "w.nc", "pre_post", PLAIN).matrix, np.eye(2))


def test_a_netcdf_variable_may_have_one_dimension_twice(tmp_path):
    with netCDF4.Dataset(tmp_path / "w.nc", "w") as dataset:
        dataset.createDimension("neuron", 2)
        dataset.createVariable("neuron", str, ("neuron",))[:] = np.array(["a", "b"], object)
        dataset.createVariable("w", "f8", ("neuron", "neuron"))[:] = [[1, 2], [3, 4]]
    found = read(tmp_path / "w.nc", "pre_post", LABELLED)
    assert found.labels == ["a", "b"] and found.matrix.tolist() == [[1, 3], [2, 4]]


# Orientation.


def test_an_unknown_orientation_is_refused(file):
    with pytest.raises(InputError, match="found 'rows'; allowed: `pre_post`.*`post_pre`"):
        read(file("w.csv", "1\n"), "rows", PLAIN)


@pytest.mark.parametrize(
    "dims",
    [("pre", "post"), ("Source", "target"), ("presynaptic", "postsynaptic"), ("pre", "neuron"), ("neuron", "to")],
)
def test_dimensions_that_name_the_orientation_must_agree_with_the_config(tmp_path, dims):
    first, second = tmp_path / "first.nc", tmp_path / "second.nc"
    values = np.array([[0.0, 1.0], [2.0, 0.0]])
    write_netcdf(first, values, dims)
    write_netcdf(second, values, dims[::-1])
    assert np.array_equal(read(first, "pre_post", PLAIN).matrix, values.T)
    assert np.array_equal(read(second, "post_pre", PLAIN).matrix, values)
    assert "write `orientation: pre_post`" in refusal(first, orientation="post_pre")
    assert "write `orientation: post_pre`" in refusal(second, orientation="pre_post")


@pytest.mark.parametrize("of_the_variable", [True, False])
def test_an_attribute_orientation_must_agree_with_the_config(tmp_path, of_the_variable):
    path, attributes = tmp_path / "w.nc", {"orientation": "post_pre"}
    dataset = xr.Dataset({"w": (("a", "b"), np.eye(2))})
    (dataset["w"] if of_the_variable else dataset).attrs.update(attributes)
    dataset.to_netcdf(path, engine="netcdf4")
    assert np.array_equal(read(path, "post_pre", PLAIN).matrix, np.eye(2))
    assert "orientation means `post_pre` and the config says `pre_post`" in refusal(path)


def test_an_attribute_orientation_that_says_neither_is_refused(tmp_path):
    write_netcdf(tmp_path / "w.nc", np.eye(2), attributes={"orientation": "sideways"})
    assert "attribute w:orientation is 'sideways'; allowed" in refusal(tmp_path / "w.nc")


def test_edges_of_graphml_run_from_pre_to_post(tmp_path):
    write_graph(tmp_path / "w.graphml", np.array([[0.0, 1.0], [0.0, 0.0]]))
    assert "edges from pre to post means `pre_post`" in refusal(tmp_path / "w.graphml", orientation="post_pre")


def test_an_undirected_graph_is_refused(tmp_path):
    nx.write_graphml(nx.path_graph(3), tmp_path / "w.graphml")
    assert "undirected" in refusal(tmp_path / "w.graphml")


# Shape, size and values.


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


def test_a_text_of_too_many_rows_is_refused_without_reading_them_all(file):
    assert "found more than 2 rows and 2 columns" in refusal(file("w.csv", "1,2\n" * 4 + "not read\n"))


@pytest.mark.parametrize("shape", [(), (4,), (1, 2, 2)])
def test_an_array_that_is_no_matrix_is_refused(tmp_path, shape):
    np.savez(tmp_path / "w.npz", w=np.ones(shape))
    assert f"{len(shape)} dimensions" in refusal(tmp_path / "w.npz")


@pytest.mark.parametrize("name", ["empty.npz", "empty.nc"])
def test_a_matrix_of_no_neurons_is_refused(tmp_path, name):
    WRITERS["plain." + name.partition(".")[2]][0](tmp_path / name, np.empty((0, 0)))
    assert "0 neurons" in refusal(tmp_path / name)


def test_a_graph_of_no_neurons_is_refused(tmp_path):
    nx.write_graphml(nx.DiGraph(), tmp_path / "w.graphml")
    assert "0 nodes" in refusal(tmp_path / "w.graphml")


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


def test_a_graph_of_too_many_edges_is_refused_with_its_memory(tmp_path, monkeypatch):
    write_graph(tmp_path / "w.graphml", np.ones((4, 4)))
    monkeypatch.setattr(graphml, "LIMIT", 15 * graphml.EDGE)
    assert "16 edges are too many" in refusal(tmp_path / "w.graphml")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_an_entry_that_is_not_finite_is_named_by_its_labels(tmp_path, value):
    values = np.ones((3, 3))
    values[2, 1] = value
    for name in ("labelled.npz", "labelled.nc"):
        WRITERS[name][0](tmp_path / name, values)
        assert f"row 'neuron 2', column 'neuron 1': found {value}" in refusal(tmp_path / name, LABELLED)
    np.savez(tmp_path / "plain.npz", w=values)
    assert f"row 3, column 2: found {value}" in refusal(tmp_path / "plain.npz")


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


@pytest.mark.parametrize("values", [np.full((2, 2), "x"), np.ones((2, 2), complex)])
def test_text_and_complex_numbers_are_refused(tmp_path, values):
    np.savez(tmp_path / "w.npz", w=values)
    assert "it must hold real numbers" in refusal(tmp_path / "w.npz")


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


def test_text_of_netcdf_is_refused(tmp_path):
    write_netcdf(tmp_path / "w.nc", np.full((2, 2), "x", object))
    assert "it must hold real numbers" in refusal(tmp_path / "w.nc")


@pytest.mark.parametrize("name", WRITERS)
def test_a_matrix_of_zeros_is_refused(tmp_path, name):
    write, options = WRITERS[name]
    write(tmp_path / name, np.zeros((3, 3)))
    assert "all weights are 0" in refusal(tmp_path / name, options)


# Labels.


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


def test_labels_of_netcdf_must_match_even_unasked(tmp_path):
    write_netcdf(tmp_path / "w.nc", np.eye(2), row=["a", "b"], column=["a", "c"])
    assert "row 'b' has no column" in refusal(tmp_path / "w.nc")


def test_labels_of_npz_must_be_one_a_neuron(tmp_path):
    np.savez(tmp_path / "w.npz", w=np.eye(2), labels=np.array(["a", "b", "c"]))
    assert "labels do not match" in refusal(tmp_path / "w.npz", LABELLED)


@pytest.mark.parametrize("name", ["plain.npz", "plain.nc", "dense.mtx"])
def test_labels_that_the_file_does_not_have_are_refused(tmp_path, name):
    WRITERS[name][0](tmp_path / name, np.eye(2))
    assert "write `labels: false`" in refusal(tmp_path / name, LABELLED)


# The file and what it is asked for.


def test_a_missing_file_is_refused(tmp_path):
    assert "there is no such file" in refusal(tmp_path / "w.csv")


def test_an_unknown_suffix_is_refused_with_the_known_ones(file):
    message = refusal(file("w.xlsx", "1"))
    assert all(suffix in message for suffix in FORMATS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_file_is_refused(file, suffix):
    assert "the file is empty" in refusal(file(f"w{suffix}", ""))


def test_a_text_of_empty_lines_is_refused(file):
    assert "only empty lines" in refusal(file("w.csv", "\n\n"))


@pytest.mark.parametrize(
    "name", ["plain.npz", "plain.nc", "dense.mtx", "sparse.mtx.gz", "plain.csv.gz", "graph.graphml"]
)
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_refused(tmp_path, name, kept):
    values = np.random.default_rng(0).standard_normal((20, 20))
    WRITERS[name][0](tmp_path / name, values)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: int(kept * len(content))])
    # The last line of a dense Matrix Market file may end in the middle of its number.
    assert re.search("cannot be read as|line [0-9]+: found", refusal(tmp_path / name))


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix not in (".csv", ".tsv")])
def test_a_file_of_another_format_is_refused(file, suffix):
    assert "cannot be read as" in refusal(file(f"w{suffix}", "1,2\n3,4\n"))


def test_text_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "w.csv").write_bytes("1,2\n3,é\n".encode("latin-1"))
    assert "UTF-8" in refusal(tmp_path / "w.csv")


class Trap:
    """An object that would run code when it is unpickled."""

    def __reduce__(self):
        return pytest.fail, ("an object was unpickled",)


@pytest.mark.parametrize("name", ["w", "labels"])
def test_an_archive_with_objects_is_refused_and_not_unpickled(tmp_path, name):
    arrays = {"w": np.eye(2), "labels": np.array(["a", "b"])}
    arrays[name] = np.array([Trap(), Trap()], object)
    np.savez(tmp_path / "w.npz", **arrays)
    assert f"the array {name!r} holds Python objects" in refusal(tmp_path / "w.npz", LABELLED)


def test_an_archive_of_several_arrays_needs_a_name(tmp_path):
    np.savez(tmp_path / "w.npz", v=np.eye(2), w=np.eye(2))
    assert "found 2 arrays (v, w); name the matrix with `variable: NAME`" in refusal(tmp_path / "w.npz")
    assert "no array 'u'; its arrays are v, w" in refusal(tmp_path / "w.npz", Options(variable="u"))


def test_a_netcdf_of_several_matrices_needs_a_name(tmp_path):
    dims = ("a", "b")
    dataset = xr.Dataset({"v": (dims, np.eye(2)), "w": (dims, 2 * np.eye(2)), "size": ("a", [1, 2])})
    dataset.to_netcdf(tmp_path / "w.nc", engine="netcdf4")
    assert "found 2 variables of two dimensions (v, w)" in refusal(tmp_path / "w.nc")
    assert "no variable 'u'; its variables are v, w, size" in refusal(tmp_path / "w.nc", Options(variable="u"))
    assert "1 dimensions" in refusal(tmp_path / "w.nc", Options(variable="size"))
    assert read(tmp_path / "w.nc", "pre_post", Options(variable="w")).matrix[0, 0] == 2


def test_edges_without_the_weight_are_refused(tmp_path):
    graph = nx.DiGraph([("a", "b", {"synapses": 3})])
    nx.write_graphml(graph, tmp_path / "w.graphml")
    assert "'a' → 'b' has no attribute 'weight' (it has synapses)" in refusal(tmp_path / "w.graphml")
    found = read(tmp_path / "w.graphml", "pre_post", Options(weight_attribute="synapses"))
    assert found.matrix.tolist() == [[0, 0], [3, 0]]


def test_weights_of_graphml_that_are_text_are_refused(tmp_path):
    nx.write_graphml(nx.DiGraph([("a", "b", {"weight": "many"})]), tmp_path / "w.graphml")
    assert "'many', which is text" in refusal(tmp_path / "w.graphml")


@pytest.mark.parametrize(
    ("suffix", "options"),
    [("csv", Options(variable="w")), ("npz", Options(weight_attribute="n")), ("graphml", Options(variable="w"))],
)
def test_an_option_that_a_format_does_not_take_is_refused(file, suffix, options):
    assert "leave it out" in refusal(file(f"w.{suffix}", "1"), options)


# Tables of signs.


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
