"""NetCDF in and out: every artefact is NetCDF-4, appears whole or not at all, and says where it comes from."""

import os
from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from richlazy.provenance import describe

# What variables are that no stage describes: axes, which are named after what varies along them.
_LONG_NAMES = {"seed": "seed of the network", "step": "training step", "index": "place in the spectrum"}
_UNITS = {"dt": "ms", "tau": "ms"}


def write(path: str | Path, dataset: xr.Dataset, provenance: Mapping[str, object]) -> None:
    """Write a dataset with its provenance; the file appears under its name only when it is complete."""
    write_groups(path, {"/": dataset}, provenance)


def write_groups(path: str | Path, groups: Mapping[str, xr.Dataset], provenance: Mapping[str, object]) -> None:
    """Write datasets as the groups of one file; the root (or first) group carries the provenance."""
    path = Path(path)
    partial = path.with_name(f".{path.name}.partial")
    try:
        for number, (group, dataset) in enumerate(groups.items()):
            if number == 0:
                dataset = dataset.assign_attrs(describe(provenance))
            dataset = _described(dataset)
            encoding = {name: {"_FillValue": None} for name in dataset.variables}
            dataset.to_netcdf(partial, mode="a" if number else "w", group=group, engine="netcdf4", encoding=encoding)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def _described(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset with a long name for every variable, and a unit for every one of numbers, 1 where it has none."""
    described = dataset.copy()
    for name, variable in described.variables.items():
        words = {"long_name": _LONG_NAMES.get(name, str(name).replace("_", " "))}
        unit = {} if variable.dtype.kind in "OUS" else {"units": _UNITS.get(name, "1")}
        described[name].attrs = {**words, **unit, **variable.attrs}
    return described


def read(path: str | Path, group: str | None = None) -> xr.Dataset:
    """Read a dataset into memory and close the file."""
    with xr.open_dataset(path, group=group, engine="netcdf4") as dataset:
        return dataset.load()
