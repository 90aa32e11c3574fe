"""Write the measures of an experiment as a long table, CSV or Parquet, for R and spreadsheets."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from richlazy.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    epilog="Example: richlazy export results/rank/measures.nc rank.csv",
    short_help="Measures as a long table, CSV or Parquet.",
)
@click.argument("measures", type=click.Path(path_type=Path))
@click.argument("table", type=click.Path(path_type=Path))
def command(measures: Path, table: Path) -> None:
    """Write all values of MEASURES, the measures.nc of an experiment, into TABLE.

    TABLE ends in .csv or .parquet. It has a row for each value: the swept parameters, seed, step, component, measure,
    result. An earlier export is written over, and no other file.
    """
    export(measures, table)
    click.echo(f"wrote {table}")


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, lineterminator="\n")


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    try:
        table.to_parquet(path, index=False, engine="pyarrow")
    except ImportError as error:
        raise InputError("Parquet needs pyarrow: `pip install .`, or name a .csv file") from error


WRITERS: Mapping[str, Callable[[pd.DataFrame, Path], None]] = {".csv": _write_csv, ".parquet": _write_parquet}


def export(measures: str | Path, path: str | Path) -> None:
    """Write the measures in a NetCDF file as the table `path`, atomically; its suffix selects the format.

    An earlier export is overwritten. Raises InputError where `path` is another file, for another suffix, and for a file
    that is damaged or has no measures.
    """
    from richlazy.artefacts.files import atomic_write
    from richlazy.command_line.measures_file import read_measures
    from richlazy.hypercube.tables import long_table

    path = Path(path)
    if path.suffix not in WRITERS:
        raise InputError(f"{path}: its ending is {path.suffix!r}; allowed are {' and '.join(WRITERS)}")
    if os.path.lexists(path) and not _is_export(path):
        free = next(name for n in itertools.count(2) if not (name := path.with_stem(f"{path.stem}_{n}")).exists())
        raise InputError(f"{path} is there and is no earlier export; name another file, for example {free}")
    table = long_table(read_measures(measures))
    with atomic_write(path) as partial:
        WRITERS[path.suffix](table, partial)


def _is_export(path: Path) -> bool:
    """Whether a file has the columns of a table of this command."""
    import pandas as pd

    try:
        table = pd.read_csv(path, nrows=0) if path.suffix == ".csv" else pd.read_parquet(path)
    except (OSError, ValueError, ImportError):
        return False
    return list(table.columns[-2:]) == ["measure", "result"]
