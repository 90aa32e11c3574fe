"""MATLAB's files, before and from version 7.3: which variable is the matrix, its names, and what is refused."""

import h5py
import numpy as np
import pytest
import scipy.io
import scipy.sparse
from helpers.matrix_writers import LABELLED, PLAIN, cell_array, refusal, write_matlab_7_3
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.table import Options

STORED = np.array([[0, 1.5], [2, 0]])


def save(path, **variables):
    scipy.io.savemat(path, variables)
    return path


@pytest.mark.parametrize("version", ["4", "5"])
def test_both_old_versions_are_read(tmp_path, version):
    scipy.io.savemat(tmp_path / "w.mat", {"CIJ": STORED}, format=version)
    assert read(tmp_path / "w.mat", "pre_post", PLAIN).matrix.tolist() == STORED.T.tolist()


@pytest.mark.parametrize("kind", [np.int8, np.uint16, np.float32, bool])
def test_numbers_of_every_class_become_float64(tmp_path, kind):
    path = save(tmp_path / "w.mat", w=np.eye(3, dtype=kind))
    assert read(path, "pre_post", PLAIN).matrix.tolist() == np.eye(3).tolist()


def test_the_only_square_variable_is_taken_and_numbers_alone_do_not_count(tmp_path):
    path = save(tmp_path / "w.mat", n=2.0, positions=np.ones((2, 3)), CIJ=STORED, note="text", cells=cell_array(["a"]))
    assert read(path, "post_pre", PLAIN).matrix.tolist() == STORED.tolist()
    assert read(save(tmp_path / "one.mat", w=3.0), "post_pre", PLAIN).matrix.tolist() == [[3.0]]


def test_several_square_variables_need_a_name(tmp_path):
    path = save(tmp_path / "w.mat", a=STORED, b=STORED + 1, c=np.ones((2, 3)))
    assert "found 2 matrices (a (2×2), b (2×2)); name the matrix with `variable: NAME`" in refusal(path)
    assert read(path, "post_pre", Options(variable="b")).matrix.tolist() == (STORED + 1).tolist()
    assert "no variable 'd'; its variables are a, b, c" in refusal(path, Options(variable="d"))
    assert "2 rows and 3 columns" in refusal(path, Options(variable="c"))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (STORED * 1j, "complex numbers"),
        ("text", "w is of the class char; it must hold real numbers"),
        (cell_array(["a", "b"]), "w is of the class cell"),
        ({"field": STORED}, "w is of the class struct"),
        (np.ones((2, 2, 2)), "3 dimensions"),
        (np.full((2, 2), np.nan), "row 1, column 1: found nan"),
    ],
)
def test_a_variable_that_is_no_matrix_is_refused(tmp_path, value, words):
    assert words in refusal(save(tmp_path / "w.mat", w=value), Options(variable="w"))


@pytest.mark.parametrize("labels", [cell_array(["ä", "b c"]), cell_array(["ä", "b c"]).T, np.array(["ä  ", "b c"])])
def test_names_may_be_cells_or_rows_of_characters(tmp_path, labels):
    found = read(save(tmp_path / "w.mat", w=STORED, labels=labels), "post_pre", LABELLED)
    assert found.labels == ["ä", "b c"]


def test_names_that_are_missing_or_of_another_number_are_refused(tmp_path):
    path = save(tmp_path / "w.mat", w=STORED)
    assert "needs a variable `labels`" in refusal(path, LABELLED) and "write `labels: false`" in refusal(path, LABELLED)
    path = save(tmp_path / "w.mat", w=STORED, labels=cell_array(["a", "b", "c"]))
    assert "labels holds 3, and there are 2 neurons" in refusal(path, LABELLED)
    path = save(tmp_path / "w.mat", w=STORED, labels=[1.0, 2.0])
    assert "labels is of the class double; write a cell array" in refusal(path, LABELLED)
    write_matlab_7_3(tmp_path / "new.mat", STORED)
    assert "needs a variable `labels`" in refusal(tmp_path / "new.mat", LABELLED)


def test_a_file_of_7_3_is_the_other_way_round_in_hdf5(tmp_path):
    write_matlab_7_3(tmp_path / "w.mat", STORED)
    with h5py.File(tmp_path / "w.mat") as file:
        assert file["w"][()].tolist() == STORED.T.tolist()
    assert read(tmp_path / "w.mat", "post_pre", PLAIN).matrix.tolist() == STORED.tolist()


def change(path, alter, sparse=False):
    write_matlab_7_3(path, STORED, sparse=sparse)
    with h5py.File(path, "r+") as file:
        alter(file)
    return path


def put(name, value, **attributes):
    def alter(file):
        if name in file:
            attributes.setdefault("MATLAB_class", np.bytes_("double"))
            del file[name]
        file[name] = value
        file[name].attrs.update(attributes)

    return alter


def link_elsewhere(file):
    del file["w"]
    file["w"] = h5py.ExternalLink("other.h5", "/w")


def store_elsewhere(file):
    del file["w"]
    file.create_dataset("w", (2, 2), "f8", external=[("/etc/hostname", 0, 32)]).attrs["MATLAB_class"] = np.bytes_(
        "double"
    )


def claim_much(file):
    del file["w"]
    file.create_dataset("w", (10**6, 10**6), "f8", chunks=(100, 100)).attrs["MATLAB_class"] = np.bytes_("double")


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (put("w", np.ones((2, 2), [("real", "f8"), ("imag", "f8")])), "complex numbers"),
        (link_elsewhere, "no variable 'w'; its variables are sizes"),
        (store_elsewhere, "lies in other files, which are not read"),
        (claim_much, "1000000 × 1000000 is too large"),
    ],
)
def test_a_file_of_7_3_that_is_no_matrix_or_lies_elsewhere_is_refused(tmp_path, alter, words):
    assert words in refusal(change(tmp_path / "w.mat", alter), Options(variable="w"))


@pytest.mark.parametrize("part, value", [("w/ir", [0, 7]), ("w/jc", [0, 1, 9]), ("w/data", ["a", "b"]), ("w/ir", None)])
def test_a_damaged_sparse_matrix_of_7_3_is_refused(tmp_path, part, value):
    def alter(file):
        del file[part]
        if value is not None:
            file[part] = value

    assert "w.mat" in refusal(change(tmp_path / "w.mat", alter, sparse=True))


@pytest.mark.parametrize("write", [write_matlab_7_3, lambda path, stored: save(path, w=stored)])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_refused(tmp_path, write, kept):
    write(tmp_path / "w.mat", np.random.default_rng(0).standard_normal((20, 20)))
    content = (tmp_path / "w.mat").read_bytes()
    (tmp_path / "w.mat").write_bytes(content[: int(kept * len(content))])
    assert "cannot be read as a file of MATLAB" in refusal(tmp_path / "w.mat")
