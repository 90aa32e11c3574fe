"""Files made to do harm: to read other files, or to fill the memory. They are refused before they do."""

import gzip
import io
import zipfile

import numpy as np
import pytest
from matrix_writers import LABELLED, PLAIN, refusal

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
