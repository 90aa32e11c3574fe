"""Cells of a text: lines split at a separator, with or without names in the first row and the first column."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from richlazy.connectivity.matrix_files.limits import EDGES
from richlazy.connectivity.matrix_files.table import Options, number
from richlazy.connectivity.matrix_files.text_lines import opened

# Bytes of a line; one of the largest matrix that is read has that many at a thousand a cell.
_LONGEST = 12_000_000
# Lines of a matrix, which has far fewer with blank ones.
_LINES = 1_000_000

_BOOLEANS = {"true": 1.0, "false": 0.0}


@dataclass(frozen=True)
class Style:
    """Style of a text: the separator of cells, the decimal sign, and the position of names."""

    separator: str
    decimal: str
    labels: bool | str

    @property
    def header(self) -> bool:
        """Whether the first row holds names."""
        return self.labels in (True, "first_row")

    @property
    def lead(self) -> int:
        """Number of cells before the numbers of a row."""
        return int(self.labels in (True, "first_column"))

    def changed(self, **values: object) -> "Style":
        """The same with other values."""
        return replace(self, **values)


def style_of(options: Options, separator: str) -> Style:
    """The style that the config says; `separator` is that of the suffix."""
    return Style(options.separator or separator, options.decimal, options.labels)


@contextmanager
def opened_text(path: Path, edges: bool = False) -> Iterator[TextIO]:
    """The text of a file. Reading raises InputError for more of it than a matrix, or a list of `edges`, can have."""
    # utf-8-sig: spreadsheets put a byte order mark in front.
    lines = _LINES + EDGES if edges else _LINES
    with (
        opened(path, _LONGEST, lines) as stream,
        io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as decoded,
    ):
        yield decoded


def rows(stream: Iterator[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the line in which it ends, and cells, of each row that is not blank.

    Where blanks separate the cells, those at the end of a line are not followed by one.
    """
    lines = (line.rstrip(" \r\n") + "\n" for line in stream) if separator == " " else stream
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    for row in reader:
        if row:
            yield reader.line_num, row


def weight(cell: str, style: Style) -> float | None:
    """The finite number in a cell, 1 or 0 for True or False; None for anything else."""
    value = number(cell, style.decimal)
    return _BOOLEANS.get(cell.strip().lower()) if value is None else value
