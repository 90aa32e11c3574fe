"""MATLAB's files: up to version 7 by SciPy, version 7.3, which is HDF5, by h5py."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible, some
from richlazy.connectivity.matrix_files.limits import LABEL
from richlazy.connectivity.matrix_files.table import Options, Table, text
from richlazy.errors import InputError

if TYPE_CHECKING:
    import h5py

# Name of the variable (a cell array of text, a string array or rows of characters) that holds the neurons' names.
LABELS = "labels"
_NUMBERS = {"double", "single", "logical", "sparse"} | {
    f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)
}
_HDF5 = b"\x89HDF\r\n\x1a\n"
_ERRORS = (ValueError, TypeError, OSError, EOFError, RuntimeError, LookupError, AttributeError, NotImplementedError)
_ERRORS += (zlib.error, OverflowError, ArithmeticError)


def read(path: Path, options: Options) -> Table:
    """Read the variable `options.variable`, or the only square one of numbers, and the neurons' names in `labels` if
    they are asked for.

    Single numbers count only where there is nothing else. The libraries crash on some damaged files: see `isolated`.
    """
    from scipy.io.matlab import MatReadError

    with legible(path, "a file of MATLAB", MatReadError, *_ERRORS):
        return (_read_hdf5 if _is_hdf5(path) else _read_mat)(path, options)


def _is_hdf5(path: Path) -> bool:
    """Whether there is the mark of HDF5, at the start or behind the 512 bytes in which MATLAB says what the file is."""
    with path.open("rb") as stream:
        start = stream.read(520)
    return _HDF5 in (start[:8], start[512:])


def _choose(path: Path, variable: str, shapes: Mapping[str, tuple[int, ...]], kinds: Mapping[str, str]) -> str:
    """Name of the matrix among variables of these shapes and MATLAB classes."""
    if variable:
        if variable not in shapes:
            raise InputError(f"{path}: no variable {variable!r}; its variables are {some(shapes)}")
        if kinds[variable] not in _NUMBERS:
            raise InputError(f"{path}: {variable} is of the class {kinds[variable]}; it must hold real numbers")
        return variable
    numbers = [name for name, kind in kinds.items() if kind in _NUMBERS]
    square = [name for name in numbers if len(shapes[name]) == 2 and len(set(shapes[name])) == 1]
    matrices = [name for name in square if shapes[name] != (1, 1)] or square or numbers
    if len(matrices) != 1:
        found = some([f"{name} ({'×'.join(map(str, shapes[name]))})" for name in matrices or shapes])
        raise InputError(f"{path}: found {len(matrices)} matrices ({found}); name the matrix with `variable: NAME`")
    return matrices[0]


def _check_labels(path: Path, names: Sequence[str], units: int) -> list[str]:
    if len(names) != units:
        raise InputError(f"{path}: labels do not match: {LABELS} holds {len(names)}, and there are {units} neurons")
    return [text(name) for name in names]


def _no_labels(path: Path, variables: Mapping[str, object]) -> InputError:
    return InputError(
        f"{path}: `labels: true` needs a variable `{LABELS}` with the name of every neuron, a cell array of text; its "
        f"variables are {some(variables)}; write `labels: false`"
    )


def _wrong_labels(path: Path, kind: str) -> InputError:
    return InputError(
        f"{path}: {LABELS} is of the class {kind or 'unknown'}; write a cell array with the names of the neurons, such "
        f"as {LABELS} = cellstr(names)"
    )


def _read_mat(path: Path, options: Options) -> Table:
    import scipy.io
    import scipy.sparse

    with path.open("rb") as stream:
        listed = scipy.io.whosmat(stream)
        shapes, kinds = {name: shape for name, shape, _ in listed}, {name: kind for name, _, kind in listed}
        variable = _choose(path, options.variable, shapes, kinds)
        check_shape(path, shapes[variable])
        if options.labels and LABELS not in shapes:
            raise _no_labels(path, shapes)
        if options.labels and kinds[LABELS] not in ("cell", "char"):
            raise _wrong_labels(path, kinds[LABELS])
        wanted = [variable, LABELS] if options.labels else [variable]
        found = scipy.io.loadmat(stream, variable_names=wanted, chars_as_strings=True)
    values = found[variable]
    check_numbers(path, values.dtype.kind)
    if scipy.sparse.issparse(values):
        values = scipy.sparse.csc_array(values)
        values.check_format(full_check=True)  # SciPy trusts the indices
        values = values.astype(np.float64).tocoo().toarray()
    labels = None
    if options.labels:
        cells = [np.ravel(cell) for cell in np.ravel(found[LABELS])]
        labels = _check_labels(path, [str(cell[0]) if cell.size else "" for cell in cells], len(values))
    return Table(np.asarray(values, np.float64), labels, labels)


def _read_hdf5(path: Path, options: Options) -> Table:
    import h5py

    with h5py.File(path, "r") as file:
        # Links may lead to other files; names that begin with # are MATLAB's own.
        names = [name for name in file if name[0] != "#" and isinstance(file.get(name, getlink=True), h5py.HardLink)]
        variables = {name: file[name] for name in names}
        kinds = {name: _class(variable) for name, variable in variables.items()}
        shapes = {name: _shape(path, variable) for name, variable in variables.items()}
        variable = _choose(path, options.variable, shapes, kinds)
        check_shape(path, shapes[variable])
        values = _numbers(path, variables[variable], shapes[variable])
        if not options.labels:
            return Table(values)
        if LABELS not in variables:
            raise _no_labels(path, variables)
        labels = _check_labels(path, _texts(path, file, variables[LABELS], len(values)), len(values))
        return Table(values, labels, labels)


def _class(variable: h5py.Dataset | h5py.Group) -> str:
    if "MATLAB_sparse" in variable.attrs:
        return "sparse"
    kind = variable.attrs.get("MATLAB_class", b"")
    return kind.decode("ascii", "replace") if isinstance(kind, bytes) else str(kind)


def _shape(path: Path, variable: h5py.Dataset | h5py.Group) -> tuple[int, ...]:
    """Shape as MATLAB shows it: HDF5 has the dimensions of a matrix in the other order."""
    if "MATLAB_sparse" in variable.attrs:
        return int(variable.attrs["MATLAB_sparse"]), _inner(path, variable, "jc").size - 1
    return tuple(reversed(getattr(variable, "shape", None) or ()))


def _inner(path: Path, group: h5py.Group, name: str) -> h5py.Dataset:
    import h5py

    if not isinstance(group.get(name, getlink=True), h5py.HardLink) or not isinstance(group[name], h5py.Dataset):
        raise InputError(f"{path}: the sparse matrix has no {name!r}; write the file again")
    return group[name]


def _numbers(path: Path, variable: h5py.Dataset | h5py.Group, shape: tuple[int, ...]) -> np.ndarray:
    if "MATLAB_sparse" not in variable.attrs:
        return _array(path, variable).astype(np.float64).T
    import scipy.sparse

    jc = _array(path, _inner(path, variable, "jc"))
    if not jc[-1]:  # MATLAB leaves out what would be empty
        return np.zeros(shape)
    data, ir = (_array(path, _inner(path, variable, name)) for name in ("data", "ir"))
    matrix = scipy.sparse.csc_array((data.astype(np.float64), ir.astype(np.int64), jc.astype(np.int64)), shape)
    matrix.check_format(full_check=True)  # SciPy trusts the indices
    return matrix.tocoo().toarray()


def _array(path: Path, variable: h5py.Dataset) -> np.ndarray:
    """Values of a dataset that lie in this file and are real numbers."""
    if variable.external or variable.is_virtual:
        raise InputError(f"{path}: {variable.name} lies in other files, which are not read; save it into this one")
    kind = "c" if variable.dtype.names == ("real", "imag") else variable.dtype.kind
    check_numbers(path, kind)
    return variable[()]


def _texts(path: Path, file: h5py.File, variable: h5py.Dataset, units: int) -> list[str]:
    """Text of every cell of a cell array, or of every row of characters."""
    if _class(variable) == "char":
        _check_length(path, variable.shape[0])
        return [_text(column) for column in _array(path, variable).T]
    if _class(variable) != "cell":
        raise _wrong_labels(path, _class(variable))
    if variable.size != units:
        _check_labels(path, [""] * variable.size, units)
    cells = [file[reference] for reference in np.ravel(variable[()])]
    for cell in cells:
        _check_length(path, cell.size)
    return ["" if "MATLAB_empty" in cell.attrs else _text(np.ravel(_array(path, cell))) for cell in cells]


def _check_length(path: Path, characters: int) -> None:
    if characters > LABEL:
        raise InputError(f"{path}: a label of `{LABELS}` has {characters} characters; at most {LABEL} are read")


def _text(characters: np.ndarray) -> str:
    """Text of MATLAB's characters, which are units of UTF-16."""
    return characters.astype("<u2").tobytes().decode("utf-16-le", "replace")
