"""The user's own matrix, from a file of text, NumPy, SciPy, MATLAB, NetCDF, GraphML, GML or Matrix Market."""

import sys
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np

from richlazy.artefacts.identity import file_digest
from richlazy.connectivity import fitting, strengths
from richlazy.connectivity import mean as means
from richlazy.connectivity.matrix_files.limits import FILE, SIGN_TABLE, check_file
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.sign_table import read_signs
from richlazy.connectivity.matrix_files.table import Options
from richlazy.connectivity.signs import check_counts, signed
from richlazy.connectivity.spectrum import achieved_rank
from richlazy.connectivity.units import exponent, times_power
from richlazy.errors import InputError

SOURCE = "the user's own file"
DENSE = False
ANY_UNIT = True
ARGUMENTS = {
    "path": {
        "description": "File of the matrix, relative to the working directory: .csv, .tsv, .txt, .npy, .npz (NumPy, "
        "scipy.sparse), .mat (MATLAB), .nc, .graphml, .gml, .mtx; .csv, .tsv, .txt, .mtx also as .gz; at most 4 GiB.",
        "type": "string",
        "minLength": 1,
    },
    "orientation": {
        "description": "`pre_post` where rows are presynaptic neurons, `post_pre` where columns are. Graphs and lists "
        "of connections are `pre_post`.",
        "type": "string",
        "enum": ["pre_post", "post_pre"],
    },
    "labels": {
        "description": "Whether the file names its neurons: a text in the first row and column, or in one of them "
        "(then the other has the same order); NPZ and MATLAB in an array `labels`. Names in NetCDF, graphs and lists "
        "of connections are always used.",
        "enum": [True, False, "first_row", "first_column"],
        "allowed": "true, false, `first_row` or `first_column`",
        "default": False,
    },
    "variable": {
        "description": "Name of the matrix in a NPZ, MATLAB or NetCDF file, id of the graph in GraphML; empty for the "
        "only one (in MATLAB, the only square one of numbers).",
        "type": "string",
        "default": "",
    },
    "layout": {
        "description": "`matrix`, or `edges` for a text that has a row for each connection and, in the first row, "
        "the names of its columns: pre, post (or source, target; from, to; pre_id, post_id and such), and that of "
        "the weight. Connections of the same two neurons add up.",
        "type": "string",
        "enum": ["matrix", "edges"],
        "default": "matrix",
    },
    "weight_attribute": {
        "description": "Attribute of the edges that holds their weight in a GraphML or GML file, or its column in a "
        "list of connections; empty where each counts 1.",
        "type": "string",
        "default": "weight",
    },
    "label_attribute": {
        "description": "Attribute of the nodes that names the neurons in a GraphML or GML file, or `id` for their ids. "
        "Empty: ids in GraphML, but `name` where all ids are those that igraph makes up (n0, n1, ...); `label`, `name` "
        "or ids in GML.",
        "type": "string",
        "default": "",
    },
    "separator": {
        "description": "What stands between the cells of a text; empty for what the suffix tells, a comma (.csv), a "
        "tab (.tsv) or blanks (.txt). A blank stands for any number of them.",
        "type": "string",
        "enum": ["", ",", ";", "\t", " ", "|"],
        "allowed": '`","`, `";"`, `"\\t"`, `" "` or `"|"`',
        "default": "",
    },
    "decimal": {
        "description": "What stands before the fraction of a number in a text.",
        "type": "string",
        "enum": [".", ","],
        "default": ".",
    },
    "weights": {
        "description": "`as_given`; `log`, ln(1 + count); `binary`, 1 or -1 where there is a connection.",
        "type": "string",
        "enum": ["as_given", "log", "binary"],
        "default": "as_given",
    },
    "signs": {
        "description": "`as_given`, or `by_table`: the sign of each presynaptic neuron from `sign_table`, for "
        "matrices of counts.",
        "type": "string",
        "enum": ["as_given", "by_table"],
        "default": "as_given",
    },
    "sign_table": {
        "description": "CSV with the columns `label` and `sign` (1 or -1), a row a neuron; for `signs: by_table`. At "
        "most 16 MiB.",
        "type": "string",
        "default": "",
    },
    "sha256": {
        "description": "Digest of the file, filled in when the pipeline is planned; a file that changes makes "
        "other results.",
        "type": "string",
        "default": "",
    },
    "sign_table_sha256": {
        "description": "Digest of the sign table, filled in like `sha256`.",
        "type": "string",
        "default": "",
    },
}
ADVICE = {
    "path": {
        "recommended": "hundreds of neurons, up to about 1000",
        "cost": (
            "training is quadratic in the number of neurons; reading is bounded by 4 GiB, 8 GiB of memory and 120 s"
        ),
    },
    "orientation": {
        "recommended": "what the source says; transposed, inputs and outputs of neurons change places",
        "cost": "none",
    },
    "labels": {
        "recommended": "`true` where there are names, so that a table of signs finds its neurons",
        "cost": "none",
    },
    "variable": {
        "recommended": "empty where the file holds one matrix",
        "cost": "none",
    },
    "layout": {
        "recommended": "`edges` for a list of connections",
        "cost": "none",
    },
    "weight_attribute": {
        "recommended": "the number of synapses, or their size",
        "cost": "none",
    },
    "label_attribute": {
        "recommended": "empty, unless the message asks for it",
        "cost": "none",
    },
    "separator": {
        "recommended": "empty, unless the suffix does not tell it",
        "cost": "none",
    },
    "decimal": {
        "recommended": "`.`, unless the text was written with commas",
        "cost": "none",
    },
    "weights": {
        "recommended": "`as_given`; `log` where few connections have most of the synapses, `binary` for wiring alone",
        "cost": "none",
    },
    "signs": {
        "recommended": (
            "`by_table` for counts, if transmitters are known: a matrix of one sign has a low effective "
            "rank whatever else it is"
        ),
        "cost": "none",
    },
    "sign_table": {
        "recommended": "a row for each presynaptic neuron",
        "cost": "at most 16 MiB",
    },
    "sha256": {
        "recommended": "leave it out: it is filled in",
        "cost": "the file is read once when a run is planned",
    },
    "sign_table_sha256": {
        "recommended": "leave it out: it is filled in",
        "cost": "the table is read once when a run is planned",
    },
}
SHARED_ARGUMENTS = ["mean", "fitting"]
EXAMPLE = {"arguments": {"path": "mine.csv", "orientation": "pre_post"}}

# Rules for weights; binary weights keep the sign of the file.
STRENGTHS = {"as_given": strengths.counts, "log": strengths.log, "binary": np.sign}


def build(
    units: int,
    gain: float,
    generator: np.random.Generator,
    *,
    path: str,
    orientation: str,
    labels: bool | str,
    variable: str,
    layout: str,
    weight_attribute: str,
    label_attribute: str,
    separator: str,
    decimal: str,
    weights: str,
    signs: str,
    sign_table: str,
    mean: str,
    fit: str,
    sha256: str,
    sign_table_sha256: str,
) -> np.ndarray:
    """gain times the file's matrix, [post, pre], in the unit of the file.

    Weights are transformed, then signed. The mean is subtracted before the matrix is fitted to `units`, so that added
    neurons have no connections. Raises InputError for errors in the file or the table of signs, for a file with another
    digest, for a size that `fit` cannot give, and for an overflow by the gain.
    """
    _check_unchanged(path, sha256, FILE)
    _check_unchanged(sign_table, sign_table_sha256, SIGN_TABLE)
    options = Options(labels, variable, layout, weight_attribute, label_attribute, separator, decimal)
    matrix = _signed_matrix(path, orientation, options, weights, signs, sign_table)
    unit = exponent(matrix)  # without this scaling, sums of very large weights would overflow
    fitted = gain * fitting.fit(means.RULES[mean](times_power(matrix, -unit)), units, fit, generator)
    return _in_own_unit(fitted, unit, path, gain)


def units_in(arguments: Mapping[str, object]) -> int:
    """Number of neurons in the file; arguments: all keys of ARGUMENTS, `fit` is not used.

    Reads and checks everything that `build` does, so that errors in the file are found before any job runs.
    """
    return len(_centred(arguments))


def rank_in(arguments: Mapping[str, object]) -> int:
    """Rank of the whole matrix of the file, for `arguments` as in `units_in`."""
    return achieved_rank(_centred(arguments))


def _centred(arguments: Mapping[str, object]) -> np.ndarray:
    """The matrix before it is fitted to the units, scaled so that its largest weight is about 1."""
    options = Options(**{option.name: arguments[option.name] for option in fields(Options)})
    rules = (arguments[key] for key in ("weights", "signs", "sign_table"))
    matrix = _signed_matrix(arguments["path"], arguments["orientation"], options, *rules)
    return means.RULES[arguments["mean"]](times_power(matrix, -exponent(matrix)))


def _in_own_unit(matrix: np.ndarray, unit: int, path: str, gain: float) -> np.ndarray:
    """The matrix times 2^unit. Raises InputError for an overflow."""
    scaled = times_power(matrix, unit)
    if not np.isfinite(scaled).all():
        largest = np.finfo(float).max
        raise InputError(
            f"{path}: its weights times `gain: {gain:g}` are beyond the largest number, {largest:.2g}; write the file "
            "in a larger unit, with smaller numbers"
        )
    return scaled


def _check_unchanged(path: str, sha256: str, most: int) -> None:
    if not sha256:
        return
    check_file(Path(path), most)
    found = file_digest(path)
    if found != sha256:
        raise InputError(
            f"{path}: its sha256 is {found}, expected {sha256}: the file has changed since the run was planned; run "
            "again"
        )


@cache
def _say(note: str) -> None:
    """Print a note once: in the terminal when the run is planned, and in the log of the job that makes the matrix."""
    print(f"Note: {note}", file=sys.stderr)


def _signed_matrix(
    path: str, orientation: str, options: Options, weights: str, signs: str, sign_table: str
) -> np.ndarray:
    matrix, labels, notes = read(path, orientation, options)
    for note in notes:
        _say(note)
    if weights == "log":
        _check_counts_for_log(matrix, path)
    strength = STRENGTHS[weights](matrix)
    if signs == "as_given":
        if sign_table:
            raise InputError("sign_table: it is used with `signs: by_table` only; write that, or leave the table out")
        return strength
    check_counts(matrix, f"the weights of {path}")
    inhibitory = _presynaptic_signs(path, labels, sign_table) < 0
    return signed({"excitatory": strength * ~inhibitory, "inhibitory": strength * inhibitory}, "as_given")


def _presynaptic_signs(path: str, labels: list[str] | None, sign_table: str) -> np.ndarray:
    if not sign_table:
        raise InputError("signs: `by_table` needs a table; write `sign_table: FILE.csv` with columns label and sign")
    if labels is None:
        raise InputError(
            f"{path}: `signs: by_table` needs a file that names its neurons; write `labels: true`, or give the weights "
            "their signs in the file"
        )
    return read_signs(sign_table, labels)


def _check_counts_for_log(matrix: np.ndarray, path: str) -> None:
    if (matrix < 0).any():
        raise InputError(
            f"{path}: `weights: log` takes counts, zero or more; found the weight {matrix.min():g}; write "
            "`weights: as_given`"
        )
