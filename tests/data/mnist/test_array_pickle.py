"""Pickles of arrays are read; those that would run or make anything else are refused before they do."""

import collections
import datetime
import os
import pickle

import numpy as np
import pytest
from richlazy.data.mnist.array_pickle import load_arrays
from richlazy.errors import InputError


class Calls:
    """Pickled as the call of a function, which unpickling makes."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", [3, 4])
def test_arrays_come_back(protocol):
    arrays = [(np.linspace(0, 1, 6, dtype=np.float32).reshape(2, 3), np.arange(2)), {"a": np.zeros(0, np.uint8)}]
    (images, labels), rest = load_arrays(pickle.dumps(arrays, protocol))
    np.testing.assert_array_equal(images, arrays[0][0])
    assert images.dtype == np.float32 and labels.tolist() == [0, 1] and rest["a"].dtype == np.uint8


def test_arrays_that_python_2_pickled_come_back():
    """Its text is bytes: here every byte, two of which stand for other letters in other encodings."""
    values = np.array([0.0, 0.99609375], "<f4").tobytes()
    state = b"(I1\n(I2\ntcnumpy\ndtype\n(S'f4'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\nS"
    text = "'" + "".join(f"\\x{byte:02x}" for byte in values) + "'"
    content = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR" + state + text.encode() + b"\ntb."
    )
    np.testing.assert_array_equal(load_arrays(content), np.array([0.0, 0.99609375], np.float32))


@pytest.mark.parametrize(
    "payload, name",
    [
        (Calls(os.mkdir, "made"), "posix.mkdir"),
        (Calls(eval, "__import__('os').mkdir('made')"), "builtins.eval"),
        (Calls(getattr, "a", "upper"), "builtins.getattr"),
        (Calls(np.load, "made"), "numpy.load"),
        (Calls(np.fromfile, "made"), "numpy.fromfile"),
        (Calls(np.memmap, "made", "u1", "w+", 0, (4,)), "numpy.memmap"),
        (Calls(exec, "open('made', 'w')"), "builtins.exec"),
        (Calls(pickle.loads, b"cposix\nmkdir\n(S'made'\ntR."), "_pickle.loads"),
        (Calls(__import__, "os"), "builtins.__import__"),
        (datetime.date(2024, 5, 7), "datetime.date"),
        (collections.OrderedDict(a=1), "collections.OrderedDict"),
        (np.float32(1), "numpy.*scalar"),
        (np.array([Calls(os.mkdir, "made")], dtype=object), "posix.mkdir"),
    ],
)
def test_anything_else_is_refused_and_not_run(payload, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=rf"the pickle names {name}, which is refused"):
        load_arrays(pickle.dumps(payload))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content",
    [
        b"\x80\x04\x8c\x05numpy\x8c\x0cndarray.dump\x93.",  # an attribute of what may be named
        b"\x80\x04\x8c\x05numpy\x8c\x17dtype.__init_subclass__\x93.",
        b"cnumpy\nndarray.tofile\n.",
        b"cnumpy.core.multiarray\nscalar\n.",
    ],
)
def test_no_name_leads_from_what_is_allowed_to_anything_else(content):
    with pytest.raises(InputError, match="the pickle names .*, which is refused"):
        load_arrays(content)


def test_an_array_of_objects_is_filled_by_what_is_allowed_alone():
    values = np.array([np.zeros(2), np.ones(3)], dtype=object)
    first, second = load_arrays(pickle.dumps(values))
    assert first.tolist() == [0, 0] and second.tolist() == [1, 1, 1]


@pytest.mark.parametrize("damage", [lambda content: content[:-20], lambda content: b"", lambda content: b"\xff" * 40])
def test_a_damaged_pickle_is_refused(damage):
    with pytest.raises(InputError, match="the pickle is damaged"):
        load_arrays(damage(pickle.dumps(np.arange(40))))
