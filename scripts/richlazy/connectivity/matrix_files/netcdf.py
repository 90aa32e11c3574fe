"""NetCDF: a variable of two dimensions, with labels where both dimensions have coordinates."""

from collections.abc import Mapping
from pathlib import Path

import netCDF4
import numpy as np

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible
from richlazy.connectivity.matrix_files.table import Options, Table, text
from richlazy.errors import InputError

_ROLES = {"pre": "pre", "presynaptic": "pre", "source": "pre", "from": "pre"}
_ROLES |= {"post": "post", "postsynaptic": "post", "target": "post", "to": "post"}


def read(path: Path, options: Options) -> Table:
    """Read the variable `options.variable`, or the only one of two dimensions.

    The file states its orientation if its dimensions are called pre and post (or presynaptic, source, from;
    postsynaptic, target, to) or if the file or the variable has an attribute `orientation`. A value that is missing is
    NaN. The library crashes on some damaged files: see `isolated`.
    """
    errors = (ValueError, OSError, RuntimeError, LookupError, AttributeError, TypeError)
    with legible(path, "NetCDF", *errors), netCDF4.Dataset(path) as dataset:
        return _table(path, dataset, _choose(path, dataset, options.variable))


def _choose(path: Path, dataset: netCDF4.Dataset, variable: str) -> str:
    known = [name for name in dataset.variables if name not in dataset.dimensions]
    matrices = [name for name in known if dataset.variables[name].ndim == 2]
    if variable:
        if variable not in known:
            raise InputError(f"{path}: no variable {variable!r}; its variables are {', '.join(known) or 'none'}")
        return variable
    if len(matrices) != 1:
        raise InputError(
            f"{path}: found {len(matrices)} variables of two dimensions ({', '.join(matrices)}); name the matrix with "
            "`variable: NAME`"
        )
    return matrices[0]


def _table(path: Path, dataset: netCDF4.Dataset, variable: str) -> Table:
    array = dataset.variables[variable]
    check_numbers(path, "U" if array.dtype is str else array.dtype.kind)
    check_shape(path, array.shape)
    labels = [_labels(dataset, dimension) for dimension in array.dimensions]
    rows, columns = labels if None not in labels else (None, None)
    values = np.ma.filled(array[:].astype(np.float64), np.nan)
    return Table(values, rows, columns, _states(dataset, array))


def _labels(dataset: netCDF4.Dataset, dimension: str) -> list[str] | None:
    if dimension not in dataset.variables:
        return None
    return [text(label) for label in dataset.variables[dimension][:]]


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
