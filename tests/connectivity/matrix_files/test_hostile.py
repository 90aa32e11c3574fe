"""Files made to do harm: to read other files, or to fill the memory. They are refused before they do."""

import gzip
import io
import subprocess
import sys
import tracemalloc
import zipfile

import numpy as np
import pytest
import scipy.io
import scipy.sparse
from helpers.fuzzing import ends_within
from helpers.matrix_writers import LABELLED, PLAIN, refusal
from richlazy.connectivity.matrix_files import isolated, text_lines
from richlazy.connectivity.matrix_files.limits import check_bytes
from richlazy.connectivity.matrix_files.table import Options

ROOM = 20_000_000

GRAPH = """<?xml version="1.0"?><!DOCTYPE graphml [{entities}]>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="d0" for="edge" attr.name="weight" attr.type="double"/>
<graph edgedefault="directed"><node id="a"/><edge source="a" target="a">
<data key="d0">{use}</data></edge></graph></graphml>"""


@pytest.mark.parametrize(
    "entities, use",
    [
        ('<!ENTITY other SYSTEM "file:///etc/hostname">', "&other;"),
        ('<!ENTITY % other SYSTEM "https://example.org/x.dtd">', "1"),
        ('<!ENTITY a "1111111111"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">', "&b;"),
    ],
)
def test_entities_of_xml_are_refused(file, entities, use):
    assert "declares the entity" in refusal(file("w.graphml", GRAPH.format(entities=entities, use=use)))


def test_a_graph_that_is_very_deep_is_refused(file):
    assert "cannot be read as GraphML" in refusal(file("w.graphml", "<a>" * 100_000))


@pytest.mark.parametrize(
    "name, start, message",
    [
        ("w.csv.gz", b"1,", "a line of more than 12000000 bytes"),
        ("w.tsv.gz", b"1\t1\n1\t", "a line of more than 12000000 bytes"),
        ("w.mtx.gz", b"%%MatrixMarket matrix array real general\n%", "a line of more than 65536 bytes"),
        ("w.mtx.gz", b"%%MatrixMarket matrix array real general\n1 1\n", "a line of more than 65536 bytes"),
    ],
)
def test_a_line_that_would_fill_the_memory_is_refused(tmp_path, name, start, message):
    (tmp_path / name).write_bytes(gzip.compress(start + b"0" * ROOM, compresslevel=1))
    assert message in refusal(tmp_path / name)


def npz(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)


def header(shape, kind):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": kind, "fortran_order": False, "shape": shape})
    return stream.getvalue()


def test_an_archive_that_would_fill_the_memory_is_refused(tmp_path):
    npz(tmp_path / "w.npz", w=header((10**6, 10**6), "<f8"))
    assert "too large" in refusal(tmp_path / "w.npz")
    labels = header((2,), "<U400000000")
    npz(tmp_path / "v.npz", w=header((2, 2), "<f8") + bytes(32), labels=labels)
    assert "a label of `labels` takes 1600000000 bytes" in refusal(tmp_path / "v.npz", LABELLED)


def test_a_member_whose_name_climbs_is_an_array_like_others_and_nothing_is_unpacked(tmp_path):
    (tmp_path / "in").mkdir()
    npz(tmp_path / "in" / "w.npz", **{"../../out": header((2, 2), "<f8") + bytes(32)})
    assert "all weights are 0" in refusal(tmp_path / "in" / "w.npz")
    assert [path.name for path in tmp_path.rglob("*.*")] == ["w.npz"]


def test_more_entries_than_fit_are_refused_before_they_are_read(file):
    text = "%%MatrixMarket matrix coordinate real general\n2 2 1000000000000\n1 1 1\n"
    assert "1000000000000 entries are too many" in refusal(file("w.mtx", text))


def test_a_blank_at_the_very_end_crashes_nothing(file):
    text = "%%MatrixMarket matrix array real general\n2 1\n" + "1\n" * 3 + "0.0 "
    assert "w.mtx" in refusal(file("w.mtx", text), PLAIN)


LINES = {
    "w.csv.gz": b"\n",
    "w.tsv.gz": b"\r\n",
    "w.mtx.gz": b"\n",
}


@pytest.mark.parametrize("name", LINES)
def test_a_gigabyte_of_empty_lines_is_refused_soon(tmp_path, name):
    with gzip.open(tmp_path / name, "wb", compresslevel=1) as stream:
        for _ in range(64):
            stream.write(LINES[name] * 2**23)
    with ends_within(60):
        assert "lines, the most that are read" in refusal(tmp_path / name)
    if name == "w.csv.gz":
        with ends_within(200):
            assert "lines, the most that are read" in refusal(tmp_path / name, Options(layout="edges"))


def test_text_that_is_decompressed_to_more_than_a_file_may_have_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(text_lines, "check_bytes", lambda path, size: check_bytes(path, size, 10_000))
    (tmp_path / "w.csv.gz").write_bytes(gzip.compress(b"0,1\n1," + b" " * 100_000 + b"0\n"))
    assert "bytes; at most 10000" in refusal(tmp_path / "w.csv.gz")


def test_an_archive_of_sixty_thousand_arrays_is_refused_in_few_words(tmp_path):
    one = header((1, 1), "<f8") + bytes(8)
    npz(tmp_path / "w.npz", **{f"w{index}": one for index in range(60_000)})
    with ends_within(60):
        message = refusal(tmp_path / "w.npz")
    assert "found 60000 arrays (w0, w1, " in message and "and 59990 more" in message and len(message) < 500


def test_an_array_that_claims_a_million_million_entries_is_refused(tmp_path):
    (tmp_path / "w.npy").write_bytes(header((10**6, 10**6), "<f8"))
    assert "1000000 × 1000000 is too large" in refusal(tmp_path / "w.npy")
    (tmp_path / "v.npy").write_bytes(header((10**4, 10**4), "<f8") + bytes(100))
    assert "cannot be read as an array of NumPy" in refusal(tmp_path / "v.npy")


def test_a_matrix_market_header_that_claims_much_is_refused(file):
    text = "%%MatrixMarket matrix coordinate real general\n1000000000 1000000000 1\n1 1 1\n"
    assert "1000000000 × 1000000000 is too large" in refusal(file("w.mtx", text))


def test_a_file_of_matlab_that_claims_much_is_refused(tmp_path):
    """Few compressed bytes of a file that stand for a matrix of gigabytes: the size in the header counts."""
    scipy.io.savemat(tmp_path / "w.mat", {"w": scipy.sparse.csc_array((60_000, 60_000))}, do_compression=True)
    assert "60000 × 60000 is too large" in refusal(tmp_path / "w.mat")


def test_an_attribute_of_very_long_text_does_not_fill_the_memory(file):
    path = file("w.graphml", GRAPH.format(entities="", use="1" * ROOM))
    tracemalloc.start()
    assert "every weight must be a number" in refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < ROOM / 10


def test_no_library_of_hdf5_is_loaded_where_the_pipeline_runs():
    """Each is loaded in the reading process alone: two of them, or a crash, would take the run with it."""
    program = "import sys, richlazy.connectivity.builders.file; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=isolated._environment())
    loaded = set(done.stdout.split())
    assert "richlazy.connectivity.matrix_files.matlab" in loaded
    assert not {"h5py", "netCDF4", "scipy.io", "networkx"} & loaded
