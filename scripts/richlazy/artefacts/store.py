"""NetCDF in and out: every artefact is NetCDF-4, appears whole or not at all, and says where it comes from."""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from richlazy.artefacts.files import atomic_write
from richlazy.artefacts.provenance import describe
from richlazy.artefacts.sealed import ATTRIBUTES_DIGEST, attributes_digest, seal
from richlazy.artefacts.verified import verify

# Zeros that tell by how they fail why HDF5 could not write.
_BLOCK = 2**20
# What variables are that no stage describes: axes, which are named after what varies along them.
_LONG_NAMES = {"seed": "seed of the network", "step": "training step", "index": "place in the spectrum"}
_UNITS = {"dt": "ms", "tau": "ms"}


def write(path: str | Path, dataset: xr.Dataset, provenance: Mapping[str, object]) -> None:
    """Write a dataset with its provenance; the file appears under its name only when it is complete."""
    write_groups(path, {"/": dataset}, provenance)


def write_groups(path: str | Path, groups: Mapping[str, xr.Dataset], provenance: Mapping[str, object]) -> None:
    """Write datasets as the groups of one file; the root (or first) group carries the provenance.

    Raises InputError, which names the file and the reason, where it cannot be written.
    """
    with atomic_write(path) as partial:
        try:
            for number, (group, dataset) in enumerate(groups.items()):
                if number == 0:
                    dataset = _with_provenance(dataset, provenance)
                _append(partial, group, dataset, mode="a" if number else "w")
        except RuntimeError:  # of HDF5, which does not say why
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
    """The dataset with a long name for every variable, and a unit for every one of numbers, 1 where it has none."""
    described = dataset.copy()
    for name, variable in described.variables.items():
        words = {"long_name": _LONG_NAMES.get(name, str(name).replace("_", " "))}
        unit = {} if variable.dtype.kind in "OUS" else {"units": _UNITS.get(name, "1")}
        described[name].attrs = {**words, **unit, **variable.attrs}
    return described


def read(path: str | Path, group: str | None = None) -> xr.Dataset:
    """Read a dataset into memory and close the file.

    Raises InputError for a file that is not as it was written, or not what its name or the record beside it says. It is
    set aside: who repeats the command has it made again.
    """
    with xr.open_dataset(verify(path), group=group, engine="netcdf4") as dataset:
        return dataset.load()
