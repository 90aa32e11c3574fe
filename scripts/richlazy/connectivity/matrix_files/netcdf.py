"""NetCDF: a variable of two dimensions, with labels where both dimensions have coordinates."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from richlazy.connectivity.matrix_files.checks import check_numbers, check_shape, legible
from richlazy.connectivity.matrix_files.table import Options, Table, text
from richlazy.errors import InputError

_ROLES = {"pre": "pre", "presynaptic": "pre", "source": "pre", "from": "pre"}
_ROLES |= {"post": "post", "postsynaptic": "post", "target": "post", "to": "post"}


def read(path: Path, options: Options) -> Table:
    """Read the variable `options.variable`, or the only one of two dimensions.

    The file states its orientation if its dimensions are called pre and post (or presynaptic, source, from;
    postsynaptic, target, to) or if the file or the variable has an attribute `orientation`.
    """
    with warnings.catch_warnings():
        # xarray remarks on a variable with one dimension twice, which is read without use of its dimensions.
        warnings.filterwarnings("ignore", message="Duplicate dimension names")
        with (
            legible(path, "NetCDF", ValueError, OSError, RuntimeError, KeyError, AttributeError),
            # A weight in seconds is a number, no duration.
            xr.open_dataset(path, engine="netcdf4", decode_times=False) as dataset,
        ):
            return _table(path, dataset, _choose(path, dataset, options.variable))


def _choose(path: Path, dataset: xr.Dataset, variable: str) -> str:
    matrices = [str(name) for name, array in dataset.data_vars.items() if array.ndim == 2]
    if variable:
        if variable not in dataset.data_vars:
            known = ", ".join(map(str, dataset.data_vars)) or "none"
            raise InputError(f"{path}: no variable {variable!r}; its variables are {known}")
        return variable
    if len(matrices) != 1:
        raise InputError(
            f"{path}: found {len(matrices)} variables of two dimensions ({', '.join(matrices)}); name the matrix with "
            "`variable: NAME`"
        )
    return matrices[0]


def _table(path: Path, dataset: xr.Dataset, variable: str) -> Table:
    array = dataset[variable]
    check_numbers(path, array.dtype.kind)
    check_shape(path, array.shape)
    labels = [_labels(dataset, dim) for dim in array.dims]
    rows, columns = labels if None not in labels else (None, None)
    return Table(array.values.astype(np.float64), rows, columns, _states(dataset, array))


def _labels(dataset: xr.Dataset, dim: str) -> list[str] | None:
    return [text(label) for label in dataset[dim].values] if dim in dataset.coords else None


def _states(dataset: xr.Dataset, array: xr.DataArray) -> Mapping[str, str]:
    states = {}
    rows, columns = (_ROLES.get(str(dim).lower()) for dim in array.dims)
    if rows != columns:
        first_is_pre = rows == "pre" or columns == "post"
        states[f"dimensions ({', '.join(map(str, array.dims))})"] = "pre_post" if first_is_pre else "post_pre"
    for name, attributes in (("", dataset.attrs), (array.name, array.attrs)):
        if "orientation" in attributes:
            states[f"attribute {name}:orientation"] = str(attributes["orientation"])
    return states
