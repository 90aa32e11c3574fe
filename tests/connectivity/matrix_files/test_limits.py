"""Files that are too large: they are refused by their size, before they are hashed or read."""

import os

import pytest
from helpers.fuzzing import ends_within
from helpers.matrix_writers import refusal
from richlazy.artefacts.disk_cache import DiskCache
from richlazy.connectivity import definitions
from richlazy.connectivity.builders import defaults
from richlazy.connectivity.builders.file import build
from richlazy.connectivity.matrix_files.limits import FILE, SIGN_TABLE
from richlazy.connectivity.matrix_files.reading import FORMATS
from richlazy.connectivity.matrix_files.sign_table import read_signs
from richlazy.errors import InputError


def sparse(path, size, start=b""):
    """A file of so many bytes that takes no space on the disk."""
    path.write_bytes(start)
    os.truncate(path, size)
    return path


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_of_200_gigabytes_is_refused_at_once(tmp_path, suffix):
    path = sparse(tmp_path / f"w{suffix}", 200 * 2**30)
    with ends_within(10):
        assert f"found {200 * 2**30} bytes; at most {FILE} (4096 MiB) are read" in refusal(path)


def entry(path, **more):
    return {"builder": "file", "path": str(path), "orientation": "pre_post", **more}


def test_neither_the_matrix_nor_the_table_of_signs_is_hashed_first(tmp_path):
    matrix = sparse(tmp_path / "w.csv", 200 * 2**30)
    small = tmp_path / "v.csv"
    small.write_text(",A,B\nA,0,1\nB,1,0\n", encoding="utf-8")
    signs = sparse(tmp_path / "signs.csv", 5 * 2**30, b"label,sign\nA,1\nB,1\n")
    section = {"large": entry(matrix), "signs": entry(small, labels=True, signs="by_table", sign_table=str(signs))}
    found = definitions.Matrices(section, DiskCache())
    with ends_within(10):
        with pytest.raises(InputError, match=rf"^matrices.large.path: {matrix}: found {200 * 2**30} bytes; at most"):
            found["large"]
        with pytest.raises(
            InputError, match=rf"^matrices.signs.sign_table: {signs}: .*at most {SIGN_TABLE} \(16 MiB\)"
        ):
            found["signs"]


@pytest.mark.parametrize("key", ["path", "sign_table"])
def test_a_file_that_grew_since_the_run_was_planned_is_not_hashed_either(tmp_path, key):
    path = sparse(tmp_path / "w.csv", 200 * 2**30)
    digest = {"path": "sha256", "sign_table": "sign_table_sha256"}[key]
    arguments = defaults("file") | {
        "path": "",
        "orientation": "pre_post",
        key: str(path),
        digest: "0" * 64,
        "fit": "own",
    }
    with ends_within(10), pytest.raises(InputError, match="are read"):
        build(2, 1.0, None, **arguments)


def test_a_table_of_signs_of_many_empty_lines_is_refused_or_read_soon(tmp_path):
    path = tmp_path / "signs.csv"
    path.write_bytes(b"label,sign\nA,1\n" + b"\n" * (SIGN_TABLE - 100))
    with ends_within(60):
        assert read_signs(path, ["A"]).tolist() == [1]
    with pytest.raises(InputError, match="keep the rows of the neurons of the matrix"):
        read_signs(sparse(path, SIGN_TABLE + 1), ["A"])
