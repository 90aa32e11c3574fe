"""The user's own files: every format gives W[post, pre], and what is wrong with a file is said before it is used."""

import re

import networkx as nx
import numpy as np
import pytest
from helpers.matrix_writers import EDGES, ISOLATED, LABELLED, NAMED, PLAIN, WRITERS, names, refusal
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from richlazy.connectivity.matrix_files.reading import FORMATS, read
from richlazy.connectivity.matrix_files.table import Options
from richlazy.errors import InputError

orientations = st.sampled_from(["pre_post", "post_pre"])


def squares():
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    return st.integers(1, 6).flatmap(lambda units: hnp.arrays(np.float64, (units, units), elements=numbers))


@pytest.mark.parametrize("name", [name for name in WRITERS if name not in ISOLATED])
@given(matrix=squares(), orientation=orientations)
@settings(max_examples=15, deadline=None)
def test_a_matrix_that_was_written_is_read_back_as_post_by_pre(folder, name, matrix, orientation):
    assert_round_trip(folder, name, matrix, orientation)


@pytest.mark.parametrize("name", ISOLATED)
@given(matrix=squares(), orientation=orientations)
@settings(max_examples=3, deadline=None)
def test_so_it_is_by_a_process_of_its_own(folder, name, matrix, orientation):
    assert_round_trip(folder, name, matrix, orientation)


def assert_round_trip(folder, name, matrix, orientation):
    assume(matrix.any())
    assume(not (name in EDGES and orientation == "post_pre"))
    write, options = WRITERS[name]
    write(folder / name, matrix.T if orientation == "pre_post" else matrix)
    found = read(folder / name, orientation, options)
    assert found.matrix.dtype == np.float64
    assert np.array_equal(found.matrix, matrix)
    assert found.labels == (names(matrix) if name in NAMED else None)


def test_every_suffix_has_a_writer():
    assert {f".{name.partition('.')[2]}" for name in WRITERS} == set(FORMATS)


def test_parallel_edges_and_repeated_entries_add_up(file, tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", weight=2.0)
    graph.add_edge("a", "b", weight=3.0)
    nx.write_graphml(graph, tmp_path / "w.graphml")
    market = file("w.mtx", "%%MatrixMarket matrix coordinate integer general\n2 2 2\n1 2 2\n1 2 3\n")
    for path in (tmp_path / "w.graphml", market):
        found = read(path, "pre_post", PLAIN)
        assert found.matrix.tolist() == [[0, 0], [5, 0]] and "1 of 2 connections repeat another" in found.notes[0]


def test_an_unknown_orientation_is_refused(file):
    with pytest.raises(InputError, match="found 'rows'; allowed: `pre_post`.*`post_pre`"):
        read(file("w.csv", "1\n"), "rows", PLAIN)


@pytest.mark.parametrize("name", ["plain.npz", "plain.nc", "dense.mtx"])
def test_labels_that_the_file_does_not_have_are_refused(tmp_path, name):
    WRITERS[name][0](tmp_path / name, np.eye(2))
    assert "write `labels: false`" in refusal(tmp_path / name, LABELLED)


def test_an_unknown_suffix_is_refused_with_the_known_ones(file):
    message = refusal(file("w.xlsx", "1"))
    assert all(suffix in message for suffix in FORMATS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_file_is_refused(file, suffix):
    assert "the file is empty" in refusal(file(f"w{suffix}", ""))


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


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix not in (".csv", ".tsv", ".txt")])
def test_a_file_of_another_format_is_refused(file, suffix):
    assert "cannot be read as" in refusal(file(f"w{suffix}", "1,2\n3,4\n"))


@pytest.mark.parametrize(
    ("suffix", "options"),
    [("csv", Options(variable="w")), ("npz", Options(weight_attribute="n")), ("mtx", Options(variable="w"))],
)
def test_an_option_that_a_format_does_not_take_is_refused(file, suffix, options):
    assert "leave it out" in refusal(file(f"w.{suffix}", "1"), options)
