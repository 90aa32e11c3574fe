"""NetCDF: a variable of two dimensions, with labels where both dimensions have coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible, some
from richlazy.connectivity.matrix_files.limits import LABEL
from richlazy.connectivity.matrix_files.table import ROLES, Options, Table, text
from richlazy.errors import InputError

if TYPE_CHECKING:
    import netCDF4

_ROLES = {name: role for pair in ROLES for name, role in zip(pair, ("pre", "post"), strict=True)}


def read(path: Path, options: Options) -> Table:
    """Read the variable `options.variable`, or the only one of two dimensions.

    The file states its orientation if its dimensions are called pre and post (or presynaptic, source, from;
    postsynaptic, target, to) or if the file or the variable has an attribute `orientation`. A value that is missing is
    NaN. The library crashes on some damaged files: see `isolated`.
    """
    import netCDF4  # in the reading process alone

    errors = (ValueError, OSError, RuntimeError, LookupError, AttributeError, TypeError)
    with legible(path, "NetCDF", *errors), netCDF4.Dataset(path) as dataset:
        return _table(path, dataset, _choose(path, dataset, options.variable))


def _choose(path: Path, dataset: netCDF4.Dataset, variable: str) -> str:
    known = [name for name in dataset.variables if name not in dataset.dimensions]
    matrices = [name for name in known if dataset.variables[name].ndim == 2 and not _is_text(dataset.variables[name])]
    matrices = matrices or [name for name in known if dataset.variables[name].ndim == 2]
    if variable:
        if variable not in known:
            raise InputError(f"{path}: no variable {variable!r}; its variables are {some(known)}")
        return variable
    if len(matrices) != 1:
        raise InputError(
            f"{path}: found {len(matrices)} variables of two dimensions ({some(matrices)}); name the matrix with "
            "`variable: NAME`"
        )
    return matrices[0]


def _table(path: Path, dataset: netCDF4.Dataset, variable: str) -> Table:
    array = dataset.variables[variable]
    check_numbers(path, "U" if array.dtype is str else array.dtype.kind)
    check_shape(path, array.shape)
    labels = [_labels(path, dataset, dimension) for dimension in array.dimensions]
    rows, columns = labels if None not in labels else (None, None)
    values = np.ma.filled(array[:].astype(np.float64), np.nan)
    return Table(values, rows, columns, _states(dataset, array))


def _labels(path: Path, dataset: netCDF4.Dataset, dimension: str) -> list[str] | None:
    if dimension not in dataset.variables:
        return None
    variable = dataset.variables[dimension]
    if variable.dtype is not str and variable.dtype.kind == "S" and variable.ndim == 2:
        return _labels_of_characters(path, variable)
    return [text(label) for label in variable[:]]


def _labels_of_characters(path: Path, variable: netCDF4.Variable) -> list[str]:
    """Labels that are stored as rows of characters, filled up with zeros or blanks."""
    if variable.shape[1] > LABEL:
        raise InputError(
            f"{path}: a label of `{variable.name}` takes {variable.shape[1]} bytes; at most {LABEL} are read"
        )
    variable.set_auto_chartostring(False)
    variable.set_auto_mask(False)
    return [text(row.tobytes().partition(b"\0")[0]) for row in variable[:]]


def _is_text(variable: netCDF4.Variable) -> bool:
    return variable.dtype is str or variable.dtype.kind == "S"


def _states(dataset: netCDF4.Dataset, array: netCDF4.Variable) -> Mapping[str, str]:
    states = {}
    rows, columns = (_ROLES.get(dimension.lower()) for dimension in array.dimensions)
    if rows != columns:
        first_is_pre = rows == "pre" or columns == "post"
        states[f"dimensions ({', '.join(array.dimensions)})"] = "pre_post" if first_is_pre else "post_pre"
    for name, attributes in (("", dataset), (array.name, array)):
        if "orientation" in attributes.ncattrs():
            states[f"attribute {name}:orientation"] = str(attributes.getncattr("orientation"))
    return states
