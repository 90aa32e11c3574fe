"""Where a text is not the matrix that the config says: its first wrong line, and what to write in the config or change
in the file. Lines of config are tried on the text before they are advised.
"""

import csv
import re
import zlib
from itertools import product
from pathlib import Path

from richlazy.connectivity.matrix_files.cells import Style, opened_text, rows, weight
from richlazy.connectivity.matrix_files.checks import some
from richlazy.connectivity.matrix_files.edge_list import end_columns
from richlazy.connectivity.matrix_files.table import number, text
from richlazy.errors import InputError

# How much of the text is looked at.
_LINES, _CHARACTERS = 200, 200_000
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}

_NAMES = {
    True: "its first row and column seem to hold names",
    "first_row": "its first row seems to hold names",
    "first_column": "its first column seems to hold names",
    False: "it seems to hold no names",
}


def refuse_first_wrong_line(path: Path, style: Style) -> None:
    """Raise InputError that names the first cell that is no number, or the first line of another length."""
    first, words = None, False
    with opened_text(path) as stream:
        for line, row in rows(stream, style.separator):
            is_header, first = style.header and first is None, first or row
            if not is_header:
                _check_line(f"{path}: line {line}", row, first, style)
                words = words or any(number(cell, style.decimal) is None for cell in row[style.lead :])
    if words:
        raise InputError(f"{path}: a column holds True or False beside numbers; write 1 and 0 (pandas: .astype(int))")


def _check_line(where: str, row: list[str], first: list[str], style: Style) -> None:
    for column, cell in enumerate(row[style.lead :], start=style.lead):
        if weight(cell, style) is None:
            name = f" ({first[column]!r})" if style.header and column < len(first) else ""
            raise InputError(
                f"{where}, column {column + 1}{name}: found {cell[:80]!r}; every weight must be a number, and 0 where "
                "there is no connection"
            )
    if len(row) != len(first):
        raise InputError(f"{where}: found {len(row)} cells; the first row has {len(first)}")


def advice(path: Path, style: Style, edges: bool) -> str:
    """What to write so that a text is read as a matrix, or as a list of `edges`; empty where nothing is known of it."""
    try:
        lines, whole = _sample(path)
        if edges:
            return _first_line(lines) or _for_edges(lines, style, whole)
        return (
            _first_line(lines)
            or _edges(lines, style)
            or _other_style(lines, style, whole)
            or _other_separator(lines, style)
            or _empty(path, style)
            or _other_style(lines, style, whole, gaps=True)
            or _other_content(lines, style)
        )
    except (InputError, ValueError, OSError, EOFError, zlib.error, csv.Error):
        return ""  # what is wrong with the text is said already


def _sample(path: Path) -> tuple[list[str], bool]:
    """The first lines, three at least where there are, and whether these are all."""
    lines, size = [], 0
    with opened_text(path) as stream:
        for line in stream:
            if len(lines) >= _LINES or (size > _CHARACTERS and len(lines) > 2):
                return lines, False
            lines.append(line)
            size += len(line)
    return lines, True


def _first_line(lines: list[str]) -> str:
    """Advice for a first line that is for another program."""
    first = next((line.strip() for line in lines if line.strip()), "")
    if found := re.fullmatch(r"sep=(.)", first, re.IGNORECASE):
        return f"delete the first line, which is for Excel, and write `separator: {found[1]!r}`"
    if first.startswith(("#", "%")):
        return f"delete the lines that begin with {first[0]!r}, which are comments"
    return ""


def _other_style(lines: list[str], style: Style, whole: bool, gaps: bool = False) -> str:
    """The lines of config for the style nearest to this one in which the text is a matrix, with `gaps` or without."""
    options = {
        "labels": (style.labels, True, "first_row", "first_column", False),
        "separator": (style.separator, *_SEPARATORS),
        "decimal": (style.decimal, ".", ","),
    }
    tried = [dict(zip(options, values, strict=True)) for values in product(*options.values())]
    tried.sort(key=lambda values: sum(getattr(style, name) != value for name, value in values.items()))
    if _is_matrix(_table(lines, style.separator), style, whole, gaps):
        return ""  # what is wrong is something else
    tables = {separator: _table(lines, separator) for separator in options["separator"]}
    for values in tried:
        other = style.changed(**values)
        if other != style and _is_matrix(tables[other.separator], other, whole, gaps):
            return _write(style, other)
    return ""


def _write(style: Style, other: Style) -> str:
    """Advice to write what differs in another style."""
    said, written = [], []
    if other.separator != style.separator:
        said.append(f"its cells seem to be separated by {_SEPARATORS[other.separator]}")
        written.append(f"separator: {other.separator!r}" if other.separator != "\t" else 'separator: "\\t"')
    if other.decimal != style.decimal:
        said.append(f"its fractions seem to follow a {'comma' if other.decimal == ',' else 'point'}")
        written.append(f"decimal: {other.decimal!r}")
    if other.labels != style.labels:
        said.append(_NAMES[other.labels])
        written.append(f"labels: {str(other.labels).lower()}")
    return f"{' and '.join(said)}: write {', '.join(f'`{line}`' for line in written)}"


def _for_edges(lines: list[str], style: Style, whole: bool) -> str:
    """Advice for a text that is no list of connections in this style."""
    table = _table(lines, style.separator)
    if end_columns(next(iter(table), [])):
        return ""
    if _is_matrix(table, style, whole, gaps=False):
        return "it seems to be a matrix: write `layout: matrix`"
    return _edges(lines, style)


def _table(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return [row for _, row in rows(iter(lines), separator)]
    except csv.Error:
        return []


def _is_matrix(table: list[list[str]], style: Style, whole: bool, gaps: bool) -> bool:
    """Whether the cells of a text's lines, all of them or the first, are a square matrix in this style."""
    body = table[style.header :]
    if not body or len({len(row) for row in table}) != 1:
        return False
    names = [text(row[0]) for row in body] if style.lead else []
    header = [text(cell) for cell in table[0][style.lead :]] if style.header else []
    columns = len(table[0]) - style.lead
    if len(body) != columns if whole else len(body) > columns:
        return False
    cells = {cell for row in body for cell in row[style.lead :]}
    if columns < 2 or any(weight(cell, style) is None and not (gaps and _is_gap(cell)) for cell in cells):
        return False
    numbers = ((number(row[at], style.decimal) is not None for row in body) for at in range(style.lead, len(table[0])))
    if not gaps and any(len(set(column)) > 1 for column in numbers):
        return False  # True or False beside numbers
    if style.labels is True and not (set(names) == set(header) if whole else set(names) <= set(header)):
        return False
    for labels in filter(None, (names, header)):
        if not all(labels) or len(set(labels)) != len(labels):
            return False
        # Numbers in the first row or column alone are rather weights.
        if style.labels is not True and any(weight(label, style) is not None for label in labels):
            return False
    return True


def _is_gap(cell: str) -> bool:
    return cell.strip().lower() in ("", "nan", "na", "null")


def _edges(lines: list[str], style: Style) -> str:
    """Advice for a list of connections."""
    for separator in dict.fromkeys((style.separator, *_SEPARATORS)):
        table = _table(lines, separator)
        if len(table) < 2 or len({len(row) for row in table}) != 1:
            continue
        header, body = [text(cell) for cell in table[0]], table[1:]
        ends = end_columns(header)
        if ends and not set(header) <= {text(row[0]) for row in body} | {header[0]}:
            return _write_edges(style, separator, header, body, ends)
    return ""


def _write_edges(style: Style, separator: str, header: list[str], body: list[list[str]], ends: tuple[int, int]) -> str:
    written = ["`layout: edges`"]
    if separator != style.separator:
        written.append(f"`separator: {separator!r}`" if separator != "\t" else '`separator: "\\t"`')
    columns = [column for column in range(len(header)) if column not in ends]
    numbers = {
        decimal: [
            header[at]
            for at in columns
            if all(weight(row[at], style.changed(decimal=decimal)) is not None for row in body)
        ]
        for decimal in (style.decimal, ".", ",")
    }
    decimal = max(numbers, key=lambda one: ("weight" in numbers[one], len(numbers[one]), one == style.decimal))
    if decimal != style.decimal:
        written.append(f"`decimal: {decimal!r}`")
    if "weight" not in numbers[decimal]:
        # The weight is rather the last number of a row than the first.
        name = numbers[decimal][-1] if numbers[decimal] else ""
        written.append(f"`weight_attribute: {name!r}`")
    pre, post = (header[end] for end in ends)
    return f"it seems to list connections ({pre}, {post}, ...), a row each: write {', '.join(written)}"


def _other_separator(lines: list[str], style: Style) -> str:
    """Advice where another separator gives rows of one length, and this one none of more than one cell."""
    if any(len(row) > 1 for row in _table(lines, style.separator)):
        return ""
    for separator in _SEPARATORS:
        lengths = {len(row) for row in _table(lines, separator)}
        if len(lengths) == 1 and lengths != {1}:
            return _write(style, style.changed(separator=separator))
    return ""


def _empty(path: Path, style: Style) -> str:
    """Advice where a column or a row has no number in any cell."""
    columns: set[int] | None = None
    empty = []
    with opened_text(path) as stream:
        for line, row in rows(stream, style.separator):
            if any(map(str.strip, row)):
                blank = {at for at, cell in enumerate(row, start=1) if not cell.strip()}
                columns = blank if columns is None else columns & blank
            else:
                empty.append(f"line {line}")
    said = []
    if columns:
        found = some([f"column {column}" for column in sorted(columns)])
        said.append(f"{found} {'is' if len(columns) == 1 else 'are'} empty in every line")
    if empty:
        said.append(f"{some(empty)} hold{'s' if len(empty) == 1 else ''} separators alone")
    return f"{' and '.join(said)}: delete {'it' if len(columns or ()) + len(empty) == 1 else 'them'}" if said else ""


def _other_content(lines: list[str], style: Style) -> str:
    """Advice for what some programs write in the place of a matrix of numbers."""
    table = _table(lines, style.separator)
    if not table:
        return ""
    if len(table) > 1 and all(len(row) == len(table[0]) + 1 for row in table[1:]):
        labels = "" if style.labels is True else " and write `labels: true`"
        cell = '"" ' if style.separator == " " else style.separator  # blanks alone begin no cell
        return (
            f"the first row has no cell above the names of the rows: begin it with {cell!r} (in R, "
            f"write.table(..., col.names = NA)){labels}"
        )
    cells = {cell.strip().lower() for row in table[style.header :] for cell in row[style.lead :]}
    words = {cell for cell in cells if weight(cell, style) is None}
    if words and all(map(_is_gap, words)):
        return "write 0 where there is no connection (pandas: .fillna(0))"
    width = len(table[0])
    likely = width in (2, 3) and (len(table) > width or weight(table[0][0], style) is None)
    if likely and all(len(row) == width and weight(row[-1], style) is not None for row in table):
        columns = style.separator.join(("pre", "post", "weight")[:width])
        counts = "" if width == 3 else ", `weight_attribute: ''`"
        return (
            f"if each line is a connection, begin the file with the line {columns!r} and write `layout: edges`{counts}"
        )
    return ""
