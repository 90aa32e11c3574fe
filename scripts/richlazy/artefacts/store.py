"""Reading and writing artefacts: NetCDF-4 files that are written atomically, sealed, and hold their provenance."""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from richlazy.artefacts.files import atomic_write
from richlazy.artefacts.provenance import describe
from richlazy.artefacts.sealed import ATTRIBUTES_DIGEST, attributes_digest, seal
from richlazy.artefacts.verified import verify

# Bytes that are written after a failure of HDF5: where the disk is full, this raises the OSError that HDF5 does not.
_BLOCK = 2**20
# Long names of axes, which no stage describes.
_LONG_NAMES = {"seed": "seed of the network", "step": "training step", "index": "place in the spectrum"}
_UNITS = {"dt": "ms", "tau": "ms"}


def write(path: str | Path, dataset: xr.Dataset, provenance: Mapping[str, object]) -> None:
    """Write a dataset with its provenance, atomically. Raises InputError as `write_groups`."""
    write_groups(path, {"/": dataset}, provenance)


def write_groups(path: str | Path, groups: Mapping[str, xr.Dataset], provenance: Mapping[str, object]) -> None:
    """Write datasets as the groups of one file; the first group, the root, holds the provenance.

    Raises InputError, with the path and the reason, where the file cannot be written.
    """
    with atomic_write(path) as partial:
        try:
            for number, (group, dataset) in enumerate(groups.items()):
                if number == 0:
                    dataset = _with_provenance(dataset, provenance)
                _append(partial, group, dataset, mode="a" if number else "w")
        except RuntimeError:  # HDF5 gives no reason
            with partial.open("ab") as file:
                file.write(bytes(_BLOCK))
            raise
        seal(partial)


def _with_provenance(dataset: xr.Dataset, provenance: Mapping[str, object]) -> xr.Dataset:
    dataset = dataset.assign_attrs(describe(provenance))
    return dataset.assign_attrs({ATTRIBUTES_DIGEST: attributes_digest(dataset.attrs)})


def _append(path: Path, group: str, dataset: xr.Dataset, mode: str) -> None:
    dataset = _described(dataset)
    encoding = {name: {"_FillValue": None} for name in dataset.variables}
    dataset.to_netcdf(path, mode=mode, group=group, engine="netcdf4", encoding=encoding)


def _described(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset with a `long_name` for every variable and `units` for every numerical one ("1" without a unit)."""
    described = dataset.copy()
    for name, variable in described.variables.items():
        long_name = {"long_name": _LONG_NAMES.get(name, str(name).replace("_", " "))}
        unit = {} if variable.dtype.kind in "OUS" else {"units": _UNITS.get(name, "1")}
        described[name].attrs = {**long_name, **unit, **variable.attrs}
    return described


def read(path: str | Path, group: str | None = None) -> xr.Dataset:
    """Read a dataset into memory and close the file.

    Raises InputError for a file that is damaged, or that does not match its name or the record beside it. Such a file
    is moved aside, so that the same command, repeated, makes it again.
    """
    with xr.open_dataset(verify(path), group=group, engine="netcdf4") as dataset:
        return dataset.load()
