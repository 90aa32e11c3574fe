"""NPZ: arrays of any real type are read, and pickled objects never."""

import numpy as np
import pytest
from helpers.matrix_writers import LABELLED, PLAIN, refusal
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.table import Options


@pytest.mark.parametrize("kind", [np.int16, np.uint8, np.bool_, np.float32])
def test_whole_numbers_and_single_precision_become_float64(tmp_path, kind):
    np.savez(tmp_path / "w.npz", w=np.eye(2, dtype=kind))
    found = read(tmp_path / "w.npz", "pre_post", PLAIN).matrix
    assert found.dtype == np.float64 and np.array_equal(found, np.eye(2))


@pytest.mark.parametrize("shape", [(), (4,), (1, 2, 2)])
def test_an_array_that_is_no_matrix_is_refused(tmp_path, shape):
    np.savez(tmp_path / "w.npz", w=np.ones(shape))
    assert f"{len(shape)} dimensions" in refusal(tmp_path / "w.npz")


@pytest.mark.parametrize("values", [np.full((2, 2), "x"), np.ones((2, 2), complex)])
def test_text_and_complex_numbers_are_refused(tmp_path, values):
    np.savez(tmp_path / "w.npz", w=values)
    assert "it must hold real numbers" in refusal(tmp_path / "w.npz")


def test_labels_of_npz_must_be_one_a_neuron(tmp_path):
    np.savez(tmp_path / "w.npz", w=np.eye(2), labels=np.array(["a", "b", "c"]))
    assert "labels do not match" in refusal(tmp_path / "w.npz", LABELLED)


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
