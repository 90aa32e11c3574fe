"""NPY: one NumPy array, never a pickled object; and the headers of such arrays in archives."""

import lzma
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible
from richlazy.connectivity.matrix_files.table import Options, Table
from richlazy.errors import InputError

# What zipfile and NumPy raise for a damaged archive, member or header.
DAMAGE = (ValueError, TypeError, OSError, EOFError, RuntimeError, LookupError, MemoryError, SyntaxError)
DAMAGE += (tokenize.TokenError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)


def read(path: Path, options: Options) -> Table:
    """Read the array; its shape and type are taken from its header before any of its numbers is read."""
    with legible(path, "an array of NumPy", *DAMAGE), path.open("rb") as stream:
        shape, dtype = header(path, stream, "")
        check_numbers(path, dtype.kind)
        check_shape(path, shape)
        stream.seek(0)
        return Table(np.lib.format.read_array(stream, allow_pickle=False).astype(np.float64))


def header(path: Path, stream: BinaryIO, name: str, kind: str = "float") -> tuple[tuple[int, ...], np.dtype]:
    """Shape and type of an array. Raises InputError for an array of objects, which is a pickle.

    name: that of the array in its archive, "" for none; kind: the type that it should have been saved with.
    """
    version = np.lib.format.read_magic(stream)
    read_header = np.lib.format.read_array_header_1_0 if version[0] == 1 else np.lib.format.read_array_header_2_0
    shape, _, dtype = read_header(stream)
    if dtype.hasobject:
        raise InputError(
            f"{path}: the array {f'{name!r} ' if name else ''}holds Python objects, a pickle, which is never read; "
            f"save it as `.astype({kind})`"
        )
    return shape, dtype
