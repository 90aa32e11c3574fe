"""Edge lists: texts with a row per connection and the names of the columns in the first row."""

import re
from pathlib import Path

from richlazy.connectivity.matrix_files.cells import Style, opened_text, rows, weight
from richlazy.connectivity.matrix_files.checks import some
from richlazy.connectivity.matrix_files.edges import Edges
from richlazy.connectivity.matrix_files.table import ROLES, Table, number, text
from richlazy.errors import InputError


def read_edges(path: Path, style: Style, attribute: str) -> Table:
    """Read the connections, with weights from the column `attribute`, or 1 each if that is "".

    Rows are presynaptic neurons and columns postsynaptic ones, in the order in which the file first names them. The
    weights of connections of the same two neurons add up.
    """
    edges = Edges(path)
    with opened_text(path, edges=True) as stream:
        lines = rows(stream, style.separator)
        _, header = next(lines, (0, []))
        ends = end_columns(header)
        if ends is None:
            raise InputError(
                f"{path}: found the columns {some(header)}; a list of connections names its columns in the first row, "
                "pre and post (or presynaptic and postsynaptic, source and target, from and to) among them: begin the "
                f"file with {style.separator.join(('pre', 'post', 'weight'))!r}"
            )
        pre, post = ends
        column = _weight_column(path, header, attribute)
        for line, row in lines:
            if len(row) != len(header):
                raise InputError(f"{path}: line {line}: found {len(row)} cells; the first row has {len(header)}")
            source, target = text(row[pre]), text(row[post])
            if not source or not target:
                raise InputError(f"{path}: line {line}: found a neuron without a name; give every connection both")
            edges.add(source, target, 1.0 if column is None else _number(path, line, row[column], style, attribute))
    if not len(edges):
        raise InputError(f"{path}: found no connection below the first row; at least one is needed")
    neurons = list(edges.index)
    return edges.table(neurons, neurons, f"columns ({header[pre]}, {header[post]})")


def end_columns(header: list[str]) -> tuple[int, int] | None:
    """Indices of the columns of presynaptic and postsynaptic neurons; None where their names do not tell.

    The names stand alone, or each among other words in one column alone (`pre_root_id`, `bodyId_post`).
    """
    names = [text(name).lower() for name in header]
    words = [re.split(r"[\W_]+", name) for name in names]
    for pair in ROLES:
        if all(names.count(end) == 1 for end in pair):
            return names.index(pair[0]), names.index(pair[1])
    for pair in ROLES:
        found = [[column for column, parts in enumerate(words) if end in parts] for end in pair]
        if all(len(columns) == 1 for columns in found) and found[0] != found[1]:
            return found[0][0], found[1][0]
    return None


def _weight_column(path: Path, header: list[str], attribute: str) -> int | None:
    if not attribute:
        return None
    names = [text(name) for name in header]
    if names.count(attribute) != 1:
        raise InputError(
            f"{path}: {names.count(attribute) or 'none'} of the columns ({some(names)}) is called {attribute!r}; name "
            "that of the weight with `weight_attribute: NAME`, or write `weight_attribute: ''` where each row counts 1"
        )
    return names.index(attribute)


def _number(path: Path, line: int, cell: str, style: Style, column: str) -> float:
    value = weight(cell, style)
    if value is None:
        other = "," if style.decimal == "." else "."
        advice = f"; write `decimal: {other!r}`" if number(cell, other) is not None else ""
        raise InputError(f"{path}: line {line}, {column}: found {cell[:80]!r}; every weight must be a number{advice}")
    return value
