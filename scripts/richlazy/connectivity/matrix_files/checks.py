"""Checks of matrices from files, for all formats."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from richlazy.connectivity.matrix_files.limits import COPIES, LIMIT, MOST_UNITS
from richlazy.connectivity.matrix_files.table import Table
from richlazy.errors import InputError


@contextmanager
def legible(path: Path, kind: str, *errors: type[Exception]) -> Iterator[None]:
    """Turn `errors`, which a library raises for a broken file, into an InputError."""
    try:
        yield
    except InputError:
        raise
    except errors as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"{path}: cannot be read as {kind} ({reason}); write the file again") from error


def some(names: Iterable[str], most: int = 10) -> str:
    """The first of several names, for a message."""
    names = list(names)
    shown = [name if len(name) <= 80 else f"{name[:80]}..." for name in names[:most]]
    return ", ".join([*shown, *([f"and {len(names) - most} more"] if len(names) > most else [])]) or "none"


def check_shape(path: Path, shape: tuple[int, ...]) -> None:
    """Raise InputError unless a matrix of this shape, which is not yet read, is square and fits into memory."""
    if len(shape) != 2:
        raise InputError(f"{path}: found an array of {len(shape)} dimensions; a matrix has two")
    rows, columns = shape
    check_memory(path, max(rows, columns))
    if rows != columns:
        raise not_square(path, str(rows), columns)
    if rows == 0:
        raise InputError(f"{path}: found a matrix of 0 neurons; it must hold at least one")


def not_square(path: Path, rows: str, columns: int) -> InputError:
    """The error of a matrix that is not square."""
    return InputError(
        f"{path}: found {rows} rows and {columns} columns; the matrix must be square, with each neuron as a row and as "
        "a column: leave out what is not both"
    )


def check_memory(path: Path, units: int) -> None:
    """Raise InputError where a matrix of this many neurons needs more than LIMIT."""
    copy = 8 * units**2
    if COPIES * copy > LIMIT:
        raise InputError(
            f"{path}: {units} × {units} is too large: it takes {copy / 2**30:.1f} GiB, and rank truncation "
            f"{COPIES} times that, {COPIES * copy / 2**30:.1f} GiB; at most {MOST_UNITS} neurons "
            f"({LIMIT / 2**30:.0f} GiB) are read: write a file of fewer neurons"
        )


def check_numbers(path: Path, kind: str) -> None:
    """Raise InputError unless arrays of this NumPy kind are real numbers."""
    found = {"O": "Python objects", "U": "text", "S": "text", "c": "complex numbers", "M": "dates", "m": "durations"}
    if kind not in "biuf":
        raise InputError(f"{path}: the matrix holds {found.get(kind, 'no numbers')}; it must hold real numbers")


def check_values(path: Path, table: Table) -> None:
    """Raise InputError for an entry that is NaN or infinite, or where all entries are zero."""
    wrong = np.argwhere(~np.isfinite(table.values))
    if wrong.size:
        row, column = wrong[0]
        raise InputError(
            f"{path}: {_place(table.rows, row, 'row')}, {_place(table.columns, column, 'column')}: found "
            f"{table.values[row, column]}; every weight must be finite, and 0 where there is no connection"
        )
    if not table.values.any():
        raise InputError(f"{path}: all weights are 0; at least one connection is needed")


def _place(labels: list[str] | None, index: int, line: str) -> str:
    return f"{line} {index + 1}" if labels is None else f"{line} {labels[index]!r}"


def align(path: Path, table: Table) -> np.ndarray:
    """Values [row, column] with the columns in the order of the rows' labels.

    Raises InputError for a label that is empty or stands twice, or for a row without its column (or the reverse).
    """
    if table.rows is None or table.columns is None:
        return table.values
    for line, labels in (("row", table.rows), ("column", table.columns)):
        _check_different(path, line, labels)
    column_of = {label: column for column, label in enumerate(table.columns)}
    for label in table.rows:
        if label not in column_of:
            other = next(column for column in table.columns if column not in set(table.rows))
            raise InputError(
                f"{path}: labels do not match: row {label!r} has no column, column {other!r} no row; name both alike"
            )
    return table.values[:, [column_of[label] for label in table.rows]]


def _check_different(path: Path, line: str, labels: list[str]) -> None:
    seen = set()
    for label in labels:
        if not label:
            raise InputError(f"{path}: {line} {labels.index(label) + 1} has an empty label; name every neuron")
        if label in seen:
            raise InputError(f"{path}: two {line}s are labelled {label!r}; every neuron needs a name of its own")
        seen.add(label)
