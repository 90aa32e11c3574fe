"""Write the measures of an experiment as a long table, CSV or Parquet, for R and spreadsheets:
python scripts/export.py results/rank/measures.nc measures.csv
"""

import argparse
import itertools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import xarray as xr
from richlazy.artefacts.files import atomic_write
from richlazy.artefacts.verified import leave, netcdf_fault
from richlazy.errors import InputError
from richlazy.hypercube.tables import long_table


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, lineterminator="\n")


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    try:
        table.to_parquet(path, index=False, engine="pyarrow")
    except ImportError as error:
        raise InputError("Parquet needs pyarrow: `pip install '.[parquet]'`, or name a .csv file") from error


WRITERS: Mapping[str, Callable[[pd.DataFrame, Path], None]] = {".csv": _write_csv, ".parquet": _write_parquet}


def export(measures: str | Path, path: str | Path) -> None:
    """Write the measures in a NetCDF file as the table `path`, atomically; its suffix selects the format.

    An earlier export is overwritten. Raises InputError where `path` is another file, for another suffix, and for a file
    that is damaged or has no measures.
    """
    path = Path(path)
    if path.suffix not in WRITERS:
        raise InputError(f"{path}: its ending is {path.suffix!r}; allowed are {' and '.join(WRITERS)}")
    if os.path.lexists(path) and not _is_export(path):
        free = next(name for n in itertools.count(2) if not (name := path.with_stem(f"{path.stem}_{n}")).exists())
        raise InputError(f"{path} is there and is no earlier export; name another file, for example {free}")
    table = long_table(_read(measures))
    with atomic_write(path) as partial:
        WRITERS[path.suffix](table, partial)


def _is_export(path: Path) -> bool:
    """Whether a file has the columns of a table of this script."""
    try:
        table = pd.read_csv(path, nrows=0) if path.suffix == ".csv" else pd.read_parquet(path)
    except (OSError, ValueError, ImportError):
        return False
    return list(table.columns[-2:]) == ["measure", "result"]


def _read(path: str | Path) -> xr.Dataset:
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


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Write the measures of an experiment as a long table.")
    parser.add_argument("measures", help="the measures.nc of an experiment")
    parser.add_argument("table", help="what to write; its name ends in .csv or .parquet")
    given = parser.parse_args(arguments)
    try:
        export(given.measures, given.table)
    except InputError as error:
        sys.exit(f"export: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
