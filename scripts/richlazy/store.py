"""NetCDF in and out: every artefact is NetCDF-4, appears whole or not at all, and says where it comes from.

The last bytes of a file are the SHA-256 of those before them: NetCDF and HDF5 read what the file's head points to, and
no further. So a file that was truncated or changed, in whatever bit, is known when it is read.
"""

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import BinaryIO

import xarray as xr

from richlazy.errors import InputError
from richlazy.files import whole
from richlazy.provenance import describe

_SEAL = hashlib.sha256().digest_size
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
    with whole(path) as partial:
        try:
            for number, (group, dataset) in enumerate(groups.items()):
                if number == 0:
                    dataset = dataset.assign_attrs(describe(provenance))
                _append(partial, group, dataset, mode="a" if number else "w")
        except RuntimeError:  # of HDF5, which does not say why
            _append_bytes(partial, bytes(_BLOCK))
            raise
        with partial.open("rb") as file:
            seal = _digest(file, partial.stat().st_size)
        _append_bytes(partial, seal)


def _append(path: Path, group: str, dataset: xr.Dataset, mode: str) -> None:
    dataset = _described(dataset)
    encoding = {name: {"_FillValue": None} for name in dataset.variables}
    dataset.to_netcdf(path, mode=mode, group=group, engine="netcdf4", encoding=encoding)


def _append_bytes(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


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

    Raises InputError for a file that is not as it was written, which is set aside: who repeats the command has it made
    again.
    """
    found = os.stat(path)
    if not _is_sealed(path, found.st_ino, found.st_mtime_ns, found.st_size):
        raise InputError(f"{path}: the file is damaged; {_set_aside(Path(path))}")
    with xr.open_dataset(path, group=group, engine="netcdf4") as dataset:
        return dataset.load()


@cache
def _is_sealed(path: str | Path, *state: int) -> bool:
    """Whether a file ends with the digest of what is before; state: what changes with the file, which is read once."""
    *_, size = state
    with open(path, "rb") as file:
        return size > _SEAL and _digest(file, size - _SEAL) == file.read()


def _digest(file: BinaryIO, size: int) -> bytes:
    """SHA-256 of the next so many bytes."""
    found = hashlib.sha256()
    for start in range(0, size, _BLOCK):
        found.update(file.read(min(_BLOCK, size - start)))
    return found.digest()


def _set_aside(path: Path) -> str:
    """Move a damaged file away; returns what to do."""
    aside = path.with_name(f"{path.name}.damaged")
    try:
        os.replace(path, aside)
    except OSError as error:
        return f"it cannot be moved away ({error.strerror}): remove it and repeat the command, which makes it again"
    return f"it was moved to {aside}: repeat the command, which makes it again"
