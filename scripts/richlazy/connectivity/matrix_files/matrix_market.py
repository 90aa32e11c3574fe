"""Matrix Market, dense or sparse (also gzipped): numbers without labels."""

import re
import zlib
from pathlib import Path

import numpy as np

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible
from richlazy.connectivity.matrix_files.edges import repeated
from richlazy.connectivity.matrix_files.limits import LIMIT
from richlazy.connectivity.matrix_files.table import Options, Table
from richlazy.connectivity.matrix_files.text_lines import opened
from richlazy.errors import InputError

_KINDS = {"real": "f", "integer": "i", "pattern": "b", "complex": "c"}
# Bytes of a line; the format itself allows 1024.
_LONGEST = 2**16
# Lines of comments and blanks before the sizes.
_LONGEST_HEADER = 100_000
# Memory of an entry in bytes while SciPy reads it, two indices and a value, and again as it is mirrored (symmetry).
_ENTRY = 48
_NUMBER = rb"[+-]?(?:(?:[0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})(?:e[+-]?[0-9]{1,9})?|inf(?:inity)?|nan)"
_INDEX = rb"[0-9]{1,10}"
# What a line holds, with an example, by layout of the matrix and by whether its entries have values.
_LINES = {
    ("array", True): (re.compile(rb"\s*%b\s*" % _NUMBER, re.IGNORECASE), "`0.5`"),
    ("coordinate", True): (
        re.compile(rb"\s*%b\s+%b\s+%b\s*" % (_INDEX, _INDEX, _NUMBER), re.IGNORECASE),
        "`1 2 0.5`",
    ),
    ("coordinate", False): (re.compile(rb"\s*%b\s+%b\s*" % (_INDEX, _INDEX)), "`1 2`"),
}


def read(path: Path, options: Options) -> Table:
    """Read the matrix; entries of one place add up, and a `pattern` is a matrix of ones.

    Its shape is taken from the header before any of its numbers is read. The library crashes on some damaged files: see
    `isolated`.
    """
    import scipy.io  # in the reading process alone: it takes time

    with legible(path, "Matrix Market", ValueError, OSError, EOFError, OverflowError, zlib.error):
        _check_length_of_header(path)
        rows, columns, entries, layout, field, _ = scipy.io.mminfo(path)
        check_numbers(path, _KINDS.get(field, "f"))
        check_shape(path, (rows, columns))
        _check_entries(path, entries)
        _check_lines(path, layout, field)
        matrix = scipy.io.mmread(path, spmatrix=False)
    if isinstance(matrix, np.ndarray):
        return Table(matrix.astype(np.float64))
    notes = repeated(path, *matrix.coords, rows)
    return Table(matrix.astype(np.float64).toarray(), notes=notes)


def _check_length_of_header(path: Path) -> None:
    """Raise InputError for a line that is too long up to the one that tells the sizes, which SciPy reads unbounded."""
    with opened(path, _LONGEST, _LONGEST_HEADER) as stream:
        next((line for line in stream if not _is_comment(line)), None)


def _is_comment(line: bytes) -> bool:
    return not line.strip() or line.lstrip().startswith(b"%")


def _check_entries(path: Path, entries: int) -> None:
    need = _ENTRY * entries
    if need > LIMIT:
        raise InputError(
            f"{path}: {entries} entries are too many: they take {need / 2**30:.1f} GiB, and at most "
            f"{LIMIT / 2**30:.0f} GiB are read; write the matrix as NPZ or NetCDF"
        )


def _check_lines(path: Path, layout: str, field: str) -> None:
    """Raise InputError for the first line that is no entry of the matrix.

    SciPy reads a cell up to the first character that it does not know (1,5 as 1).
    """
    wanted, example = _LINES[layout, field != "pattern"]
    with opened(path, _LONGEST, LIMIT // _ENTRY) as stream:
        lines = ((number, line) for number, line in enumerate(stream, start=1) if not _is_comment(line))
        next(lines, None)  # the sizes
        for number, line in lines:
            if not wanted.fullmatch(line):
                found = line.decode("utf-8", "replace").strip()[:80]
                raise InputError(f"{path}: line {number}: found {found!r}; a line holds numbers alone, as {example}")
