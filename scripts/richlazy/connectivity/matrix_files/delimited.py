"""CSV, TSV and TXT (also gzipped): a matrix in cells, with or without names around it, or a list of connections."""

import csv
import zlib
from pathlib import Path

import numpy as np
import pandas as pd

from richlazy.connectivity.matrix_files import text_advice
from richlazy.connectivity.matrix_files.cells import Style, opened_text, rows, style_of
from richlazy.connectivity.matrix_files.checks import align, check_memory, check_shape, legible, not_square
from richlazy.connectivity.matrix_files.edge_list import read_edges
from richlazy.connectivity.matrix_files.table import Options, Table, text
from richlazy.errors import InputError

# pandas' ParserError and UnicodeDecodeError are ValueErrors.
_ERRORS = (ValueError, OSError, EOFError, zlib.error, csv.Error)


def read_csv(path: Path, options: Options) -> Table:
    """Read cells that commas separate, unless the options say otherwise."""
    return _read(path, options, ",")


def read_tsv(path: Path, options: Options) -> Table:
    """Read cells that tabs separate, unless the options say otherwise."""
    return _read(path, options, "\t")


def read_txt(path: Path, options: Options) -> Table:
    """Read cells that blanks separate, as NumPy and MATLAB write them, unless the options say otherwise."""
    return _read(path, options, " ")


def _read(path: Path, options: Options, separator: str) -> Table:
    style = style_of(options, separator)
    with legible(path, "text in UTF-8 with one row a line", *_ERRORS):
        try:
            edges = options.layout == "edges"
            return read_edges(path, style, options.weight_attribute) if edges else _matrix(path, style)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{path}: cannot be read as text in UTF-8 ({error}); save it so, which spreadsheets call CSV UTF-8"
            ) from error
        except InputError as error:
            # Whatever is wrong with the matrix, the text may be of another style than the config says.
            advice = text_advice.advice(path, style, edges)
            raise InputError(f"{error}; {advice}" if advice else str(error)) from None


def _matrix(path: Path, style: Style) -> Table:
    first = _first_row(path, style)
    units = len(first) - style.lead
    check_memory(path, units)
    frame = _frame(path, style, first)
    names = [text(label) for label in frame.pop(0)] if style.lead else None
    header = [text(label) for label in first[style.lead :]] if style.header else None
    if frame.shape[1] != units:
        raise InputError(
            f"{path}: the first row has {len(first)} cells and the second {frame.shape[1] + style.lead}; give every "
            "row as many"
        )
    if len(frame) > units:
        raise not_square(path, f"more than {units}", units)
    check_shape(path, frame.shape)
    table = Table(frame.to_numpy(np.float64), names or header, header or names)
    align(path, table)  # here, where there is advice
    return table


def _first_row(path: Path, style: Style) -> list[str]:
    with opened_text(path) as stream:
        _, row = next(rows(stream, style.separator), (0, None))
    if row is None:
        raise InputError(f"{path}: the file has only empty lines; it must hold a square matrix")
    return row


def _frame(path: Path, style: Style, first: list[str]) -> pd.DataFrame:
    units = len(first) - style.lead
    # Of pandas' separators this alone passes over blanks at the end of a line; it takes tabs as well.
    blanks = style.separator == " " and not any("\t" in cell for cell in first)
    types = dict.fromkeys(range(units + style.lead), np.float64) | ({0: str} if style.lead else {})
    with opened_text(path) as stream:
        if style.header:
            next(rows(stream, style.separator), None)
        try:
            # One row more than a square matrix has shows that it is not square; a longer file need not be read.
            return pd.read_csv(
                stream,
                sep=r"\s+" if blanks else style.separator,
                decimal=style.decimal,
                header=None,
                dtype=types,
                keep_default_na=False,
                skipinitialspace=True,
                nrows=units + 1,
            )
        except ValueError:
            text_advice.refuse_first_wrong_line(path, style)
            raise
