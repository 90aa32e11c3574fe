"""A table of neurons' signs: text with the columns `label` and `sign`."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from richlazy.connectivity.matrix_files.checks import legible, some
from richlazy.connectivity.matrix_files.limits import SIGN_TABLE, check_file
from richlazy.connectivity.matrix_files.table import number, text
from richlazy.errors import InputError

_COLUMNS = ("label", "sign")
# Spreadsheets put semicolons or tabs between cells where a comma stands before the fraction of a number.
_SEPARATORS = ",;\t"


def read_signs(path: str | Path, labels: Sequence[str]) -> np.ndarray:
    """Sign of each neuron of `labels`, 1 or -1, [neuron]; the table may hold more neurons than these.

    Raises InputError for a column or neuron that is missing, a neuron that stands twice, or another sign.
    """
    path = Path(path)
    check_file(path, SIGN_TABLE)
    signs: dict[str, float] = {}
    with legible(path, "a table in CSV", ValueError, OSError, csv.Error):
        for label, sign in _rows(path):
            if label in signs:
                raise InputError(f"{path}: {label!r} stands twice; leave one row")
            if number(sign.replace(",", ".")) not in (1, -1):
                raise InputError(f"{path}: {label!r} has the sign {sign!r}; allowed: 1 (excitatory) or -1 (inhibitory)")
            signs[label] = float(sign.replace(",", "."))
    _check_complete(path, signs, labels)
    return np.array([signs[label] for label in labels])


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    """Label and sign of each row as text."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        first = next((line for line in stream if line.strip()), "")
        separator = next((one for one in _SEPARATORS if set(_header(first, one)) >= set(_COLUMNS)), None)
        if separator is None:
            found = some(_header(first, ",")) if first else "none"
            raise InputError(f"{path}: found the columns {found}; a sign table has the columns label and sign")
        columns = _header(first, separator)
        label, sign = map(columns.index, _COLUMNS)
        reader = csv.reader(stream, delimiter=separator, skipinitialspace=True)
        for row in reader:
            if row and len(row) != len(columns):
                raise InputError(
                    f"{path}: cannot be read as a table: a row ({some(row, 3)}) has {len(row)} cells and the first "
                    f"{len(columns)}; give every row as many"
                )
            if row:
                yield text(row[label]), text(row[sign])


def _header(line: str, separator: str) -> list[str]:
    return [text(cell).lower() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]


def _check_complete(path: Path, signs: dict[str, float], labels: Sequence[str]) -> None:
    missing = [label for label in labels if label not in signs]
    if len(missing) == len(labels):
        raise InputError(
            f"{path}: labels do not match: no sign for {missing[0]!r}, nor for any other neuron of the matrix (they "
            f"are called {some(labels, 3)}; in the table, {some(signs, 3)}); name them alike, or take the names of a "
            "graph from another attribute of its nodes with `label_attribute: NAME`"
        )
    if missing:
        raise InputError(
            f"{path}: labels do not match: no sign for {missing[0]!r} ({len(missing)} of {len(labels)} neurons are "
            f"missing); add the row `{missing[0]},1`"
        )
