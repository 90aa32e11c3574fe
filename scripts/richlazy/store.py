"""NetCDF in and out: every artefact is NetCDF-4, appears whole or not at all, and says where it comes from."""

import json
import os
import subprocess
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import xarray as xr

_PACKAGES = ("numpy", "xarray", "netcdf4", "torch", "neurogym", "scipy", "statsmodels", "seaborn")


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
            encoding = {name: {"_FillValue": None} for name in dataset.variables}
            dataset.to_netcdf(partial, mode="a" if number else "w", group=group, engine="netcdf4", encoding=encoding)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def read(path: str | Path, group: str | None = None) -> xr.Dataset:
    """Read a dataset into memory and close the file."""
    with xr.open_dataset(path, group=group, engine="netcdf4") as dataset:
        return dataset.load()


def describe(provenance: Mapping[str, object]) -> dict[str, str]:
    """Attributes of an artefact: what it was made from (as JSON), by which code and which library versions."""
    attributes = {
        name: value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        for name, value in provenance.items()
    }
    return {"Conventions": "CF-1.11", **attributes, "versions": json.dumps(_versions()), "commit": commit()}


def _versions() -> dict[str, str]:
    installed = {}
    for package in _PACKAGES:
        try:
            installed[package] = metadata.version(package)
        except metadata.PackageNotFoundError:  # each rule's environment holds only what the rule needs
            continue
    return installed


def commit() -> str:
    """Commit of the code, with "-dirty" for uncommitted changes; "unknown" outside a git checkout."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
