"""Reading of a matrix file of any format as W[post, pre]."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np

from richlazy.connectivity.matrix_files import delimited, gml, graphml, matlab, matrix_market, netcdf, npy, npz
from richlazy.connectivity.matrix_files.checks import align, check_shape, check_values
from richlazy.connectivity.matrix_files.isolated import isolated
from richlazy.connectivity.matrix_files.limits import check_file
from richlazy.connectivity.matrix_files.table import Options, Table
from richlazy.errors import InputError

ORIENTATIONS = ("pre_post", "post_pre")


class Format(NamedTuple):
    """A reader, and the options that it takes beside a `labels` of true or false."""

    read: Callable[[Path, Options], Table]
    options: tuple[str, ...] = ()


_TEXT = ("labels", "layout", "separator", "decimal", "weight_attribute")
FORMATS = {
    ".csv": Format(delimited.read_csv, _TEXT),
    ".csv.gz": Format(delimited.read_csv, _TEXT),
    ".tsv": Format(delimited.read_tsv, _TEXT),
    ".tsv.gz": Format(delimited.read_tsv, _TEXT),
    ".txt": Format(delimited.read_txt, _TEXT),
    ".txt.gz": Format(delimited.read_txt, _TEXT),
    ".npy": Format(isolated(npy)),
    ".npz": Format(isolated(npz), ("variable",)),
    ".mat": Format(isolated(matlab), ("variable",)),
    ".nc": Format(isolated(netcdf), ("variable",)),
    ".graphml": Format(graphml.read, ("variable", "weight_attribute", "label_attribute")),
    ".gml": Format(isolated(gml), ("weight_attribute", "label_attribute")),
    ".mtx": Format(isolated(matrix_market)),
    ".mtx.gz": Format(isolated(matrix_market)),
}
# Files that people have and that are not read: how to make one that is.
_ADVICE = dict.fromkeys((".xlsx", ".xls", ".ods"), "save the sheet as CSV UTF-8 (.csv)")
_ADVICE |= dict.fromkeys((".h5", ".hdf5", ".hdf"), "save the matrix as .npy (numpy.save), or as NetCDF (.nc)")
_ADVICE |= dict.fromkeys((".dat", ".asc"), "call it .txt where blanks stand between its cells, .csv for commas")
_ADVICE |= dict.fromkeys(
    (".pkl", ".pickle", ".pt", ".rds", ".rdata"), "it may run code; save the matrix as .npy or .csv"
)
_ADVICE |= {
    ".gz": "unpack it, unless it is a text or Matrix Market (.csv.gz)",
    ".zip": "unpack it",
}


class NamedMatrix(NamedTuple):
    """A matrix [post, pre], float64, finite and not all zero; the labels of its neurons, None without labels; and notes
    for the user on how it was read."""

    matrix: np.ndarray
    labels: list[str] | None
    notes: tuple[str, ...] = ()


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
    return NamedMatrix(np.ascontiguousarray(matrix.T if orientation == "pre_post" else matrix), table.rows, table.notes)


def _format(path: Path) -> Format:
    suffix = next((suffix for suffix in FORMATS if path.name.lower().endswith(suffix)), None)
    if suffix is None:
        advice = _ADVICE.get(path.suffix.lower(), "write the matrix in one of these formats")
        raise InputError(f"{path}: unknown suffix {path.suffix!r}; allowed: {', '.join(FORMATS)}; {advice}")
    return FORMATS[suffix]


def _check_options(path: Path, chosen: Format, options: Options) -> None:
    if "layout" in chosen.options and options.layout == "matrix":
        chosen = chosen._replace(options=[option for option in chosen.options if option != "weight_attribute"])
    for option, value in asdict(options).items():
        if option == "labels" and isinstance(value, bool):
            continue
        if option not in chosen.options and value != getattr(Options(), option):
            advice = "write `labels: true`, or leave it out" if option == "labels" else "leave it out"
            raise InputError(f"{path}: a file of this suffix takes no `{option}: {value}`; {advice}")


def _check_statements(path: Path, table: Table, orientation: str) -> None:
    for where, stated in table.states.items():
        if stated not in ORIENTATIONS:
            raise InputError(f"{path}: {where} is {stated!r}; allowed: `pre_post` or `post_pre`")
        if stated != orientation:
            raise InputError(
                f"{path}: {where} means `{stated}` and the config says `{orientation}`; write `orientation: {stated}`, "
                "or correct the file"
            )
