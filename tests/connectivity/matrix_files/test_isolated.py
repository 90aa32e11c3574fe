"""Readers in a process of their own: what they hand over, and what becomes of a crash."""

import types

import numpy as np
import pytest
from richlazy.connectivity.matrix_files import isolated as module
from richlazy.connectivity.matrix_files.isolated import isolated
from richlazy.connectivity.matrix_files.table import Options
from richlazy.errors import InputError

READER = """
import os, signal, time
import numpy as np
from richlazy.connectivity.matrix_files.table import Table
from richlazy.errors import InputError

def read(path, options):
    if options.variable == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if options.variable == "hang":
        time.sleep(60)
    if options.variable == "fill":
        np.ones(2**40)
    if options.variable == "refuse":
        raise InputError(f"{path}: refused")
    if options.variable == "fail":
        raise ArithmeticError("odd")
    return Table(np.array([[1.5, -0.0], [float("nan"), 2e-300]]), ["a", "ä"], None, {"here": "pre_post"})
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    """An isolated reader that does what its option `variable` says."""
    (tmp_path / "odd_reader.py").write_text(READER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    reader = isolated(types.ModuleType("odd_reader"))
    return lambda what: reader(tmp_path / "w.odd", Options(variable=what))


def test_the_table_comes_back_to_the_bit(read):
    table = read("")
    expected = np.array([[1.5, -0.0], [float("nan"), 2e-300]])
    assert table.values.tobytes() == expected.tobytes() and table.values.dtype == np.float64
    assert (table.rows, table.columns, table.states) == (["a", "ä"], None, {"here": "pre_post"})


@pytest.mark.parametrize(
    "what, words",
    [
        ("crash", r"w\.odd: the file is damaged: reading it crashed \(SIGSEGV\); write the file again"),
        ("hang", r"w\.odd: the file is damaged: reading did not end within 1 s"),
        ("fill", r"w\.odd: the file is damaged: reading it takes more than 8 GiB"),
        ("refuse", r"w\.odd: refused$"),
        ("fail", r"w\.odd: the file is damaged: reading it failed \(ArithmeticError: odd\)"),
    ],
)
def test_whatever_goes_wrong_there_is_an_error_of_the_file(read, monkeypatch, what, words):
    if what == "hang":
        monkeypatch.setattr(module, "TIMEOUT", 1)
    with pytest.raises(InputError, match=words):
        read(what)
