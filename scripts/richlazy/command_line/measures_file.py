"""The file measures.nc of an experiment, as commands read it."""

from pathlib import Path

import xarray as xr

from richlazy.artefacts.verified import leave, netcdf_fault
from richlazy.errors import InputError


def read_measures(path: str | Path) -> xr.Dataset:
    """The measures of an experiment. Raises InputError for a file that is missing, damaged or without measures."""
    try:
        wrong = netcdf_fault(Path(path))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; name the measures.nc of an experiment") from error
    if wrong:
        raise InputError(f"{path}: {wrong}; {leave(Path(path))}, or name another measures.nc of an experiment")
    measures = xr.load_dataset(path, engine="netcdf4")
    if "diverged" not in measures:
        raise InputError(f"{path}: it has no measures; name the measures.nc of an experiment")
    return measures
