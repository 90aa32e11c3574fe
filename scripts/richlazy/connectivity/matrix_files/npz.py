"""NPZ: NumPy's arrays in a zip archive, or a sparse matrix that SciPy saved; never with pickled objects."""

import zipfile
from pathlib import Path

import numpy as np

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible, some
from richlazy.connectivity.matrix_files.edges import repeated
from richlazy.connectivity.matrix_files.limits import LABEL
from richlazy.connectivity.matrix_files.npy import DAMAGE, header
from richlazy.connectivity.matrix_files.table import Options, Table, text
from richlazy.errors import InputError

# Name of the array that holds the neurons' names, in the order of the rows and of the columns.
LABELS = "labels"
# Arrays that every file of scipy.sparse.save_npz has.
_SPARSE = {"format", "shape", "data"}


def read(path: Path, options: Options) -> Table:
    """Read the array `options.variable`, or the only one beside `labels`, or SciPy's sparse matrix; and the array
    `labels` if it is asked for.

    Shape and type are taken from the array's header before any of its numbers is read. An archive of few bytes can ask
    for much memory and time: see `isolated`.
    """
    with legible(path, "an NPZ archive", *DAMAGE), zipfile.ZipFile(path) as archive:
        arrays = [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
        sparse = not options.variable and set(arrays) >= _SPARSE
        if sparse:
            values, notes = _sparse(path, archive, arrays)
        else:
            values, notes = _dense(path, archive, options.variable, arrays), ()
        labels = _labels(path, archive, arrays, len(values)) if options.labels else None
        return Table(values, labels, labels, notes=notes)


def _dense(path: Path, archive: zipfile.ZipFile, variable: str, arrays: list[str]) -> np.ndarray:
    name = _choose(path, variable, arrays)
    shape, dtype = _header(path, archive, name)
    check_numbers(path, dtype.kind)
    check_shape(path, shape)
    return _array(archive, name).astype(np.float64)


def _sparse(path: Path, archive: zipfile.ZipFile, arrays: list[str]) -> tuple[np.ndarray, tuple[str, ...]]:
    """The matrix of scipy.sparse.save_npz, of any of its formats, and a note where entries of one place add up."""
    import scipy.sparse

    headers = {name: _header(path, archive, name) for name in arrays if name != LABELS}
    check_numbers(path, headers["data"][1].kind)
    if headers["shape"][0] not in ((1,), (2,)):
        raise InputError(f"{path}: the shape of the sparse matrix cannot be read; write the file again")
    check_shape(path, tuple(map(int, _array(archive, "shape"))))
    matrix = scipy.sparse.load_npz(path)
    if matrix.format in ("csr", "csc", "bsr"):
        matrix.check_format(full_check=True)  # SciPy itself trusts the indices and would write beyond the matrix
    found = matrix.tocoo()
    # A type of few bytes would overflow where entries of one place are added up.
    entries = scipy.sparse.coo_array((found.data.astype(np.float64), found.coords), found.shape)
    return entries.toarray(), repeated(path, *found.coords, found.shape[0])


def _choose(path: Path, variable: str, arrays: list[str]) -> str:
    if variable in arrays:
        return variable
    matrices = [name for name in arrays if name != LABELS]
    if variable:
        raise InputError(f"{path}: no array {variable!r}; its arrays are {some(arrays)}")
    if len(matrices) != 1:
        raise InputError(
            f"{path}: found {len(matrices)} arrays ({some(matrices)}); name the matrix with `variable: NAME`"
        )
    return matrices[0]


def _header(path: Path, archive: zipfile.ZipFile, name: str) -> tuple[tuple[int, ...], np.dtype]:
    with archive.open(f"{name}.npy") as stream:
        return header(path, stream, name, "str" if name == LABELS else "float")


def _labels(path: Path, archive: zipfile.ZipFile, arrays: list[str], units: int) -> list[str]:
    if LABELS not in arrays:
        raise InputError(
            f"{path}: `labels: true` needs an array `{LABELS}` with the name of every neuron; its arrays are "
            f"{some(arrays)}; write `labels: false`"
        )
    shape, dtype = _header(path, archive, LABELS)
    if shape != (units,):
        raise InputError(f"{path}: labels do not match: {LABELS} has the shape {shape}, and there are {units} neurons")
    if dtype.itemsize > LABEL:
        raise InputError(f"{path}: a label of `{LABELS}` takes {dtype.itemsize} bytes; at most {LABEL} are read")
    return [text(label) for label in _array(archive, LABELS)]


def _array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    with archive.open(f"{name}.npy") as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)
