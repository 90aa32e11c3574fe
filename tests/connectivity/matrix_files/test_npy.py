"""NPY and SciPy's sparse NPZ: every layout is the same matrix, and damage is refused."""

import numpy as np
import pytest
import scipy.sparse
from helpers.matrix_writers import LABELLED, PLAIN, refusal
from richlazy.connectivity.matrix_files.reading import read

STORED = np.array([[0, 1.5, 0], [2, 0, 3], [0, 4, 0.25]])


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_is_read_whatever_its_order_in_memory(tmp_path, order):
    np.save(tmp_path / "w.npy", np.asarray(STORED, order=order))
    assert read(tmp_path / "w.npy", "post_pre", PLAIN).matrix.tolist() == STORED.tolist()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.array([[1, None]], object), "the array holds Python objects, a pickle, which is never read"),
        (np.ones((2, 2), [("a", "f8")]), "it must hold real numbers"),
        (np.ones((2, 2), complex), "complex numbers"),
        (np.ones((2, 3)), "2 rows and 3 columns"),
        (np.ones(4), "1 dimensions"),
    ],
)
def test_an_array_that_is_no_matrix_is_refused(tmp_path, values, words):
    np.save(tmp_path / "w.npy", values, allow_pickle=True)
    assert words in refusal(tmp_path / "w.npy")


@pytest.mark.parametrize("kind", ["csr", "csc", "coo", "bsr", "dia"])
@pytest.mark.parametrize("family", ["array", "matrix"])
def test_sparse_matrices_of_scipy_are_read(tmp_path, kind, family):
    scipy.sparse.save_npz(tmp_path / "w.npz", getattr(scipy.sparse, f"{kind}_{family}")(STORED))
    assert read(tmp_path / "w.npz", "pre_post", PLAIN).matrix.tolist() == STORED.T.tolist()


def test_entries_of_one_place_add_up_beyond_the_range_of_their_type(tmp_path):
    places = ([0, 0, 1], [1, 1, 0])
    matrix = scipy.sparse.coo_array((np.array([100, 100, 1], np.int8), places), (2, 2))
    scipy.sparse.save_npz(tmp_path / "w.npz", matrix)
    found = read(tmp_path / "w.npz", "post_pre", PLAIN)
    assert found.matrix.tolist() == [[0, 200], [1, 0]]
    assert "1 of 3 connections repeat another" in found.notes[0]


def sparse_parts(**changed):
    matrix = scipy.sparse.csr_array(STORED)
    parts = {"format": b"csr", "shape": (3, 3), "data": matrix.data, "indices": matrix.indices, "indptr": matrix.indptr}
    return {name: np.asarray(value) for name, value in (parts | changed).items()}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"indices": [1, 0, 2, 1, 99]}, "cannot be read as an NPZ archive"),
        ({"indices": [1, 0, 2, 1, -5]}, "cannot be read as an NPZ archive"),
        ({"indptr": [0, 1, 3, 99]}, "cannot be read as an NPZ archive"),
        ({"format": b"odd"}, "cannot be read as an NPZ archive"),
        ({"shape": (3, 4)}, "3 rows and 4 columns"),
        ({"shape": (10**9, 10**9)}, "1000000000 × 1000000000 is too large"),
        ({"shape": np.arange(10)}, "the shape of the sparse matrix cannot be read"),
        ({"data": np.ones(5, complex)}, "complex numbers"),
        ({"data": np.array(["a"] * 5)}, "the matrix holds text"),
        ({"data": np.array([None] * 5)}, "the array 'data' holds Python objects"),
    ],
)
def test_a_damaged_sparse_matrix_is_refused(tmp_path, changed, words):
    np.savez(tmp_path / "w.npz", **sparse_parts(**changed))
    assert words in refusal(tmp_path / "w.npz")


def test_a_sparse_matrix_may_have_labels(tmp_path):
    np.savez(tmp_path / "w.npz", **sparse_parts(labels=["a", "b", "c"]))
    found = read(tmp_path / "w.npz", "post_pre", LABELLED)
    assert found.labels == ["a", "b", "c"] and found.matrix.tolist() == STORED.tolist()
