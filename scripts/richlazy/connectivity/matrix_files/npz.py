"""NPZ: NumPy's arrays in a zip archive, never with pickled objects."""

import lzma
import tokenize
import zipfile
import zlib
from pathlib import Path

import numpy as np

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible
from richlazy.connectivity.matrix_files.table import Options, Table, text
from richlazy.errors import InputError

# Name of the array that holds the neurons' names, in the order of the rows and of the columns.
LABELS = "labels"
# Bytes of a label; an archive of few bytes can hold labels of gigabytes.
_LONGEST_LABEL = 4096
# What zipfile and NumPy raise for a damaged archive, member or header.
_DAMAGE = (ValueError, TypeError, OSError, EOFError, RuntimeError, LookupError, MemoryError, SyntaxError)
_DAMAGE += (tokenize.TokenError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)


def read(path: Path, options: Options) -> Table:
    """Read the array `options.variable` (or the only one beside `labels`), and the array `labels` if it is asked for.

    Shape and type are taken from the array's header before any of its numbers is read.
    """
    with legible(path, "an NPZ archive", *_DAMAGE), zipfile.ZipFile(path) as archive:
        arrays = [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
        variable = _choose(path, options.variable, arrays)
        shape, dtype = _header(path, archive, variable)
        check_numbers(path, dtype.kind)
        check_shape(path, shape)
        labels = _labels(path, archive, arrays, shape[0]) if options.labels else None
        return Table(_array(archive, variable).astype(np.float64), labels, labels)


def _choose(path: Path, variable: str, arrays: list[str]) -> str:
    if variable in arrays:
        return variable
    matrices = [name for name in arrays if name != LABELS]
    if variable:
        raise InputError(f"{path}: no array {variable!r}; its arrays are {', '.join(arrays) or 'none'}")
    if len(matrices) != 1:
        raise InputError(
            f"{path}: found {len(matrices)} arrays ({', '.join(matrices)}); name the matrix with `variable: NAME`"
        )
    return matrices[0]


def _header(path: Path, archive: zipfile.ZipFile, name: str) -> tuple[tuple[int, ...], np.dtype]:
    """Shape and type of an array. Raises InputError for an array of objects, which is a pickle."""
    with archive.open(f"{name}.npy") as stream:
        version = np.lib.format.read_magic(stream)
        read_header = np.lib.format.read_array_header_1_0 if version[0] == 1 else np.lib.format.read_array_header_2_0
        shape, _, dtype = read_header(stream)
    if dtype.hasobject:
        raise InputError(
            f"{path}: the array {name!r} holds Python objects, a pickle, which is never read; save it as "
            f"`.astype({'str' if name == LABELS else 'float'})`"
        )
    return shape, dtype


def _labels(path: Path, archive: zipfile.ZipFile, arrays: list[str], units: int) -> list[str]:
    if LABELS not in arrays:
        raise InputError(
            f"{path}: `labels: true` needs an array `{LABELS}` with the name of every neuron; its arrays are "
            f"{', '.join(arrays)}; write `labels: false`"
        )
    shape, dtype = _header(path, archive, LABELS)
    if shape != (units,):
        raise InputError(f"{path}: labels do not match: {LABELS} has the shape {shape}, and there are {units} neurons")
    if dtype.itemsize > _LONGEST_LABEL:
        raise InputError(
            f"{path}: a label of `{LABELS}` takes {dtype.itemsize} bytes; at most {_LONGEST_LABEL} are read"
        )
    return [text(label) for label in _array(archive, LABELS)]


def _array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    with archive.open(f"{name}.npy") as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)
