"""Any file of a matrix gives an array or is refused with an InputError; a crash of a library takes nothing with it."""

import io
import zipfile

import numpy as np
import pytest
from helpers.fuzzing import ends_within, tried
from helpers.matrix_writers import ISOLATED, PLAIN, WRITERS
from hypothesis import example, given
from hypothesis import strategies as st
from richlazy.connectivity.matrix_files.reading import FORMATS, read
from richlazy.connectivity.matrix_files.table import Options
from richlazy.errors import InputError

STORED = np.random.default_rng(0).integers(0, 4, (6, 6)).astype(float)
QUICK = [name for name in WRITERS if name not in ISOLATED]
edits = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12)
kept = st.one_of(st.just(1.0), st.floats(0, 1))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A whole file of every kind, by its name."""
    folder = tmp_path_factory.mktemp("written")
    for name, (write, _) in WRITERS.items():
        write(folder / name, STORED)
    return {name: (folder / name).read_bytes() for name in WRITERS}


def assert_read_or_refused(path, content, options):
    path.write_bytes(content)
    with ends_within(200):
        try:
            matrix = read(path, "pre_post", options).matrix
        except InputError as error:
            assert str(path) in str(error)
        else:
            assert matrix.ndim == 2 and matrix.dtype == np.float64 and np.isfinite(matrix).all()


def damaged(content, edits, kept):
    content = bytearray(content[: round(kept * len(content))])
    for at, byte in edits if content else ():
        content[int(at * len(content))] = byte
    return bytes(content)


@pytest.mark.parametrize("name", QUICK)
@tried(40)
@given(edits=edits, kept=kept)
def test_a_damaged_file_is_read_or_refused(name, edits, kept, written, tmp_path):
    assert_read_or_refused(tmp_path / name, damaged(written[name], edits, kept), WRITERS[name][1])


@pytest.mark.parametrize("name", ISOLATED)
@tried(3)
@given(edits=edits, kept=kept)
def test_a_damaged_file_of_a_library_in_c_is_read_or_refused(name, edits, kept, written, tmp_path):
    assert_read_or_refused(tmp_path / name, damaged(written[name], edits, kept), WRITERS[name][1])


# Suffixes that are read in the process of the pipeline itself.
HERE = [suffix for suffix in FORMATS if suffix.startswith((".csv", ".tsv", ".txt", ".graphml"))]


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix not in HERE])
@tried(3)
@given(content=st.binary(min_size=1, max_size=200))
def test_random_bytes_are_read_or_refused_by_a_process_of_their_own(suffix, content, tmp_path):
    assert_read_or_refused(tmp_path / f"w{suffix}", content, PLAIN)


@pytest.mark.parametrize("suffix", HERE)
@tried(10)
@given(content=st.binary(min_size=1, max_size=200))
def test_random_bytes_are_read_or_refused(suffix, content, tmp_path):
    assert_read_or_refused(tmp_path / f"w{suffix}", content, PLAIN)


@tried(6)
@given(header=st.text(st.sampled_from("{}[]()'\"descrfotan_hp:, 0123456789<>f8OU-+*\\\n"), max_size=80))
@example(header="{'descr': '<f8', 'fortran_order': False, 'shape': (-1, -1)}")
@example(header="{'descr': '<f8', 'fortran_order': False, 'shape': (6, 10**9)}")
@example(header="{[]: 1}")
@example(header="(" * 300)
def test_an_npz_with_any_header_is_read_or_refused(header, tmp_path):
    text = header.encode("latin1")
    array = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("w.npy", array)
    assert_read_or_refused(tmp_path / "w.npz", stream.getvalue(), PLAIN)


cells = st.sampled_from(
    ["0", "1", "-2.5", "1e400", "nan", "", " ", '"', '"a', "a,b", "\t", "\r", "\ufeff", "0x1", "１", "1_0"]
)


@pytest.mark.parametrize("name", ["plain.csv", "labelled.csv", "plain.tsv", "first_row.csv", "semicolons.csv"])
@tried(30)
@given(rows=st.lists(st.lists(cells, max_size=4), max_size=4))
def test_any_cells_are_read_or_refused(name, rows, tmp_path):
    separator = "\t" if name.endswith("tsv") else WRITERS[name][1].separator or ","
    text = "\n".join(separator.join(row) for row in rows)
    assert_read_or_refused(tmp_path / name, text.encode(), WRITERS[name][1])


columns = st.sampled_from(["pre", "post", "weight", "source", "target", "pre_id", "Post", "", "x", "synapses"])


@tried(60)
@given(
    header=st.lists(columns, max_size=5),
    rows=st.lists(st.lists(st.one_of(cells, st.sampled_from(["A", "B"])), max_size=4), max_size=4),
    options=st.builds(
        Options,
        labels=st.sampled_from([False, True, "first_row", "first_column"]),
        layout=st.sampled_from(["edges", "matrix"]),
        separator=st.sampled_from(["", ",", ";", " "]),
        decimal=st.sampled_from([".", ","]),
    ),
)
def test_any_list_of_connections_is_read_or_refused(header, rows, options, tmp_path):
    text = "\n".join(",".join(row) for row in [header, *rows])
    assert_read_or_refused(tmp_path / "w.csv", text.encode(), options)


words = st.sampled_from(
    ["graph", "node", "edge", "[", "]", "id", "source", "target", "label", "weight", "directed", "1", "0"]
)


@tried(4)
@given(content=st.lists(st.one_of(words, st.sampled_from(['"A"', "2.5", "-1E+400", "NAN", "\n", "#"])), max_size=40))
@example(content=["graph", "["] * 2000)
def test_any_words_of_gml_are_read_or_refused(content, tmp_path):
    assert_read_or_refused(tmp_path / "w.gml", f"graph [ directed 1 {' '.join(content)}".encode(), PLAIN)


tags = st.sampled_from(["graph", "node", "edge", "data", "key", "port", "hyperedge", "default", "desc", "y:ShapeNode"])
attributes = st.dictionaries(
    st.sampled_from(["id", "source", "target", "key", "for", "attr.name", "attr.type", "edgedefault"]),
    st.sampled_from(["a", "b", "d0", "weight", "double", "int", "boolean", "edge", "directed", "undirected", ""]),
    max_size=5,
)
elements = st.recursive(
    st.tuples(tags, attributes, st.sampled_from(["", "1", "x", "nan", "1e999"])),
    lambda inner: st.tuples(tags, attributes, st.lists(inner, max_size=4)),
    max_leaves=12,
)


def xml(element):
    tag, attributes, content = element
    inner = content if isinstance(content, str) else "".join(map(xml, content))
    return f"<{tag} {' '.join(f'{name}={value!r}' for name, value in attributes.items())}>{inner}</{tag}>"


@tried(60)
@given(content=st.lists(elements, max_size=3))
@example(content=[("graph", {"edgedefault": "directed"}, [("node", {"id": "a"}, ""), ("edge", {"source": "a"}, "")])])
def test_any_elements_of_graphml_are_read_or_refused(content, tmp_path):
    names = 'xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml"'
    text = f"<graphml {names}>{''.join(map(xml, content))}</graphml>"
    assert_read_or_refused(tmp_path / "w.graphml", text.encode(), PLAIN)
