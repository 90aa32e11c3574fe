"""Matrix Market, dense or sparse (also gzipped): numbers without labels."""

from pathlib import Path

import numpy as np
import scipy.io

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible
from richlazy.connectivity.matrix_files.table import Options, Table

_KINDS = {"real": "f", "integer": "i", "pattern": "b", "complex": "c"}


def read(path: Path, options: Options) -> Table:
    """Read the matrix; entries of one place add up, and a `pattern` is a matrix of ones.

    Its shape is taken from the header before any of its numbers is read.
    """
    with legible(path, "Matrix Market", ValueError, OSError, EOFError, OverflowError):
        rows, columns, _, _, field, _ = scipy.io.mminfo(path)
        check_numbers(path, _KINDS.get(field, "f"))
        check_shape(path, (rows, columns))
        matrix = scipy.io.mmread(path, spmatrix=False)
    dense = matrix if isinstance(matrix, np.ndarray) else matrix.toarray()
    return Table(dense.astype(np.float64))
