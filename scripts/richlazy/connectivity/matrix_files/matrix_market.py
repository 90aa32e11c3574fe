"""Matrix Market, dense or sparse (also gzipped): numbers without labels."""

import gzip
import re
import zlib
from pathlib import Path

import numpy as np
import scipy.io

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible
from richlazy.connectivity.matrix_files.table import Options, Table
from richlazy.errors import InputError

_KINDS = {"real": "f", "integer": "i", "pattern": "b", "complex": "c"}
_NUMBERS = re.compile(
    rb"(?:\s*[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?|nan)(?!\S))*\s*", re.IGNORECASE
)


def read(path: Path, options: Options) -> Table:
    """Read the matrix; entries of one place add up, and a `pattern` is a matrix of ones.

    Its shape is taken from the header before any of its numbers is read.
    """
    with legible(path, "Matrix Market", ValueError, OSError, EOFError, OverflowError, zlib.error):
        rows, columns, _, _, field, _ = scipy.io.mminfo(path)
        check_numbers(path, _KINDS.get(field, "f"))
        check_shape(path, (rows, columns))
        _check_cells(path)
        matrix = scipy.io.mmread(path, spmatrix=False)
    dense = matrix if isinstance(matrix, np.ndarray) else matrix.toarray()
    return Table(dense.astype(np.float64))


def _check_cells(path: Path) -> None:
    """Raise InputError for the first line that holds more than numbers.

    SciPy reads a cell up to the first character that it does not know (1,5 as 1), and can crash on what follows.
    """
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    with opened(path, "rb") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.lstrip().startswith(b"%") and not _NUMBERS.fullmatch(line):
                found = line.decode("utf-8", "replace").strip()[:80]
                raise InputError(
                    f"{path}: line {number}: found {found!r}; a line holds numbers alone, such as `1 2 0.5`"
                )
