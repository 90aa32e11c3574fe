"""CSV and TSV (also gzipped): cells of numbers, with or without a first row and a first column of labels."""

import csv
import io
import math
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

from richlazy.connectivity.matrix_files.checks import check_memory, check_shape, legible, not_square
from richlazy.connectivity.matrix_files.table import Options, Table, text
from richlazy.connectivity.matrix_files.text_lines import opened
from richlazy.errors import InputError

# Bytes of a line; one of the largest matrix that is read has that many at a thousand a cell.
_LONGEST = 12_000_000


def read_csv(path: Path, options: Options) -> Table:
    """Read cells separated by commas."""
    return _read(path, options.labels, ",")


def read_tsv(path: Path, options: Options) -> Table:
    """Read cells separated by tabs."""
    return _read(path, options.labels, "\t")


def _read(path: Path, labelled: bool, separator: str) -> Table:
    # pandas' ParserError and UnicodeDecodeError are ValueErrors.
    with legible(path, "text in UTF-8 with one row a line", ValueError, OSError, EOFError, zlib.error, csv.Error):
        first = _first_row(path, separator)
        units = len(first) - labelled
        check_memory(path, units)
        frame = _frame(path, labelled, separator, units)
    rows = columns = None
    if labelled:
        rows, columns = [text(label) for label in frame.pop(0)], [text(label) for label in first[1:]]
        if len(columns) != frame.shape[1]:
            raise InputError(
                f"{path}: the first row has {len(first)} cells and the second {frame.shape[1] + 1}; with "
                "`labels: true` the first row holds a cell for the corner and the label of every column"
            )
    if len(frame) > units:
        raise not_square(path, f"more than {units}", units)
    check_shape(path, frame.shape)
    return Table(frame.to_numpy(np.float64), rows, columns)


def _first_row(path: Path, separator: str) -> list[str]:
    with _opened(path) as stream:
        row = _next_row(stream, separator)
    if row is None:
        raise InputError(f"{path}: the file has only empty lines; it must hold a square matrix")
    return row


def _next_row(stream: TextIO, separator: str) -> list[str] | None:
    return next((row for row in csv.reader(stream, delimiter=separator) if row), None)


def _frame(path: Path, labelled: bool, separator: str, units: int) -> pd.DataFrame:
    types = dict.fromkeys(range(units + labelled), np.float64) | ({0: str} if labelled else {})
    with _opened(path) as stream:
        if labelled:
            _next_row(stream, separator)
        try:
            # One row more than a square matrix has shows that it is not square; a longer file need not be read.
            return pd.read_csv(
                stream,
                sep=separator,
                header=None,
                dtype=types,
                keep_default_na=False,
                skipinitialspace=True,
                nrows=units + 1,
            )
        except ValueError:
            _refuse_first_wrong_line(path, labelled, separator)
            raise


def _refuse_first_wrong_line(path: Path, labelled: bool, separator: str) -> None:
    """Raise InputError that names the first cell that is no number, or the first line of another length."""
    with _opened(path) as stream:
        reader, first = csv.reader(stream, delimiter=separator), None
        for row in filter(None, reader):
            is_header, first = labelled and first is None, first or row
            if not is_header:
                _check_line(f"{path}: line {reader.line_num}", row, first, labelled)


def _check_line(where: str, row: list[str], first: list[str], labelled: bool) -> None:
    for column, cell in enumerate(row[labelled:], start=labelled):
        if not _is_number(cell):
            name = f" ({first[column]!r})" if labelled and column < len(first) else ""
            advice = "" if labelled else "; if the first row and column hold labels, write `labels: true`"
            raise InputError(
                f"{where}, column {column + 1}{name}: found {cell!r}; every weight must be a number, and 0 where there "
                f"is no connection{advice}"
            )
    if len(row) != len(first):
        raise InputError(f"{where}: found {len(row)} cells; the first row has {len(first)}")


def _is_number(cell: str) -> bool:
    try:
        return "_" not in cell and math.isfinite(float(cell))
    except ValueError:
        return False


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    # utf-8-sig: spreadsheets put a byte order mark in front.
    with opened(path, _LONGEST) as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as decoded:
        yield decoded
