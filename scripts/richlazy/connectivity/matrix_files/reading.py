"""A matrix file of any format as W[post, pre]."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from richlazy.connectivity.matrix_files import delimited, graphml, matrix_market, netcdf, npz
from richlazy.connectivity.matrix_files.checks import align, check_file, check_shape, check_values
from richlazy.connectivity.matrix_files.isolated import isolated
from richlazy.connectivity.matrix_files.table import Options, Table
from richlazy.errors import InputError

ORIENTATIONS = ("pre_post", "post_pre")


class Format(NamedTuple):
    """A reader, and the options beside `labels` that it takes."""

    read: Callable[[Path, Options], Table]
    options: tuple[str, ...] = ()


FORMATS = {
    ".csv": Format(delimited.read_csv),
    ".csv.gz": Format(delimited.read_csv),
    ".tsv": Format(delimited.read_tsv),
    ".tsv.gz": Format(delimited.read_tsv),
    ".npz": Format(npz.read, ("variable",)),
    ".nc": Format(isolated(netcdf), ("variable",)),
    ".graphml": Format(graphml.read, ("weight_attribute",)),
    ".mtx": Format(isolated(matrix_market)),
    ".mtx.gz": Format(isolated(matrix_market)),
}


class NamedMatrix(NamedTuple):
    """A matrix [post, pre], float64, finite and not all zero, and its neurons' labels, None where they have none."""

    matrix: np.ndarray
    labels: list[str] | None


def read(path: str | Path, orientation: str, options: Options) -> NamedMatrix:
    """Read the matrix of a file, whose format its suffix tells.

    orientation: `pre_post` where rows are presynaptic, `post_pre` where columns are. Columns in another order than
    their rows are reordered by label. Raises InputError for whatever is wrong with the file, or if it states another
    orientation itself.
    """
    path = Path(path)
    if orientation not in ORIENTATIONS:
        raise InputError(
            f"orientation: found {orientation!r}; allowed: `pre_post` (rows are presynaptic) or `post_pre` (columns "
            "are)"
        )
    chosen = _format(path)
    _check_options(path, chosen, options)
    check_file(path)
    table = chosen.read(path, options)
    check_shape(path, table.values.shape)
    check_values(path, table)
    _check_statements(path, table, orientation)
    if options.labels and table.rows is None:
        raise InputError(f"{path}: `labels: true`, but the file names no neurons; write `labels: false`")
    matrix = align(path, table)
    return NamedMatrix(np.ascontiguousarray(matrix.T if orientation == "pre_post" else matrix), table.rows)


def _format(path: Path) -> Format:
    suffix = next((suffix for suffix in FORMATS if path.name.lower().endswith(suffix)), None)
    if suffix is None:
        raise InputError(f"{path}: unknown suffix {path.suffix!r}; allowed: {', '.join(FORMATS)}")
    return FORMATS[suffix]


def _check_options(path: Path, chosen: Format, options: Options) -> None:
    for option in ("variable", "weight_attribute"):
        if option not in chosen.options and getattr(options, option) != getattr(Options(), option):
            raise InputError(f"{path}: a file of this suffix takes no `{option}:`; leave it out")


def _check_statements(path: Path, table: Table, orientation: str) -> None:
    for where, stated in table.states.items():
        if stated not in ORIENTATIONS:
            raise InputError(f"{path}: {where} is {stated!r}; allowed: `pre_post` or `post_pre`")
        if stated != orientation:
            raise InputError(
                f"{path}: {where} means `{stated}` and the config says `{orientation}`; write `orientation: {stated}`, "
                "or correct the file"
            )
