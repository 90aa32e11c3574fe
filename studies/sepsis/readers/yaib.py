"""Cohorts in the tables of YAIB (van de Water et al., ICLR 2024): `dyn`, `outc` and `sta` in Parquet.

`dyn` has hourly rows (stay_id, time, channels), `outc` the label of the same rows, which is true from 6 hours before to
6 hours after onset, and `sta` one row a stay, with `patient_id` where patients are known.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from richlazy.errors import InputError

from studies.sepsis.readers.hourly_rows import Rows, check_rows, source_of
from studies.sepsis.sources import Source

# Hours by which the window of true labels begins before onset and ends after it.
MARGIN = 6
# Lowest and highest value that a sensor or laboratory can mean, in YAIB's units; what has no range is only finite.
RANGES = {
    "alb": (0, 20),
    "bicar": (0, 100),
    "crea": (0, 100),
    "dbp": (0, 300),
    "fio2": (0, 100),
    "glu": (0, 5000),
    "hgb": (0, 50),
    "hr": (0, 350),
    "k": (0, 20),
    "lact": (0, 100),
    "map": (0, 350),
    "na": (50, 250),
    "o2sat": (0, 100),
    "pco2": (0, 400),
    "ph": (6, 8.5),
    "plt": (0, 10000),
    "po2": (0, 1000),
    "resp": (0, 200),
    "sbp": (0, 400),
    "temp": (10, 48),
    "wbc": (0, 2000),
}


def read(folder: str | Path) -> Source:
    """The stays in a folder.

    Raises InputError for a folder without the three tables, missing columns, what `check_rows` refuses, labels of other
    rows, and a label that is no single window.
    """
    folder = Path(folder)
    dyn, outc, sta = (_table(folder, name, columns) for name, columns in _COLUMNS.items())
    names = tuple(name for name in dyn.columns if name not in ("stay_id", "time"))
    foreign = [name for name in names if not pd.api.types.is_numeric_dtype(dyn[name])]
    if foreign or not names:
        found = f"channel {foreign[0]} is {dyn[foreign[0]].dtype}" if foreign else "no channel"
        raise InputError(f"{folder / 'dyn.parquet'}: {found}; give each channel a column of numbers")
    rows = Rows(
        dyn["stay_id"].to_numpy(np.int64),
        _hours(folder / "dyn.parquet", dyn["time"]),
        dyn[list(names)].to_numpy(float),
        names,
    )
    check_rows(str(folder / "dyn.parquet"), rows, RANGES)
    onsets, septic = _onsets(folder, rows, outc)
    patients = _patients(folder, rows, sta)
    return source_of(rows, onsets, septic, patients)


_COLUMNS = {"dyn": ("stay_id", "time"), "outc": ("stay_id", "time", "label"), "sta": ("stay_id",)}


def onset_of(hours: np.ndarray, label: np.ndarray) -> float:
    """Hour of onset of a stay with a true label: first true + 6, or, if its first row is true, last row − 6.

    hours, label: of the rows of one stay, in order. In the second case the window may have begun before admission, and
    it ends with the stay, which YAIB cuts 6 hours after onset.
    """
    true = hours[label]
    return float(hours[-1] - MARGIN if label[0] else true[0] + MARGIN)


def _table(folder: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise InputError(f"{path}: no such file; name a folder with dyn.parquet, outc.parquet and sta.parquet of YAIB")
    try:
        table = pd.read_parquet(path, engine="pyarrow")
    except ImportError as error:
        raise InputError(f"{path}: Parquet needs pyarrow; write `pip install .`") from error
    except (OSError, ValueError) as error:  # pyarrow's errors of damaged files are ValueErrors
        raise InputError(f"{path} cannot be read as Parquet: {error}") from error
    table = table.reset_index() if set(columns) & set(table.index.names) else table
    missing = [column for column in columns if column not in table.columns]
    if missing:
        found = ", ".join(map(str, table.columns[:8]))
        raise InputError(f"{path}: no column {missing[0]}; found {found}; needed are {', '.join(columns)}")
    _check_integers(path, table["stay_id"], "one for each stay")
    return table


def _check_integers(path: Path, column: pd.Series, which: str) -> None:
    if column.isna().any() or not pd.api.types.is_integer_dtype(column):
        empty = int(column.isna().sum())
        found = f"is empty in {empty} rows" if empty else f"is {column.dtype}"
        raise InputError(f"{path}: {column.name} {found}; allowed are integers, {which}: number them")


def _hours(path: Path, time: pd.Series) -> np.ndarray:
    """Hours from admission of a column of durations, or of numbers, which are hours."""
    if pd.api.types.is_timedelta64_dtype(time):
        hours = time.dt.total_seconds().to_numpy(float) / 3600
    elif pd.api.types.is_numeric_dtype(time):
        hours = time.to_numpy(float)
    else:
        raise InputError(f"{path}: time is {time.dtype}; allowed are durations, or hours as numbers")
    if not (hours == np.floor(hours)).all():
        raise InputError(f"{path}: time {hours[hours != np.floor(hours)][0]:g} h; allowed are whole hours")
    return hours


def _onsets(folder: Path, rows: Rows, outc: pd.DataFrame) -> tuple[dict[int, float], list[int]]:
    """Hour of onset by stay, and all stays with a true label."""
    path = folder / "outc.parquet"
    stay, hour = outc["stay_id"].to_numpy(np.int64), _hours(path, outc["time"])
    label = outc["label"]
    if label.isna().any() or not label.isin([0, 1]).all():
        raise InputError(f"{path}: label has values other than true and false; convert it to bool")
    label, order = label.to_numpy(bool), np.lexsort((hour, stay))
    stay, hour, label = stay[order], hour[order], label[order]
    theirs = np.lexsort((rows.hour, rows.stay))
    if not (np.array_equal(stay, rows.stay[theirs]) and np.array_equal(hour, rows.hour[theirs])):
        raise InputError(f"{path}: rows of other stays or hours than those of dyn.parquet; give one label a row")
    onsets = {}
    for name in np.unique(stay[label]).tolist():
        mine = slice(*np.searchsorted(stay, [name, name + 1]))
        true = np.flatnonzero(label[mine])
        if len(true) != true[-1] - true[0] + 1 or hour[mine][true[-1]] - hour[mine][true[0]] > 2 * MARGIN:
            raise InputError(f"{path}: the label of stay {name} is no window of {2 * MARGIN + 1} hours around onset")
        onsets[name] = onset_of(hour[mine], label[mine])
    return onsets, list(onsets)


def _patients(folder: Path, rows: Rows, sta: pd.DataFrame) -> dict[int, int]:
    path = folder / "sta.parquet"
    if sta["stay_id"].duplicated().any():
        raise InputError(f"{path}: stay {sta.loc[sta['stay_id'].duplicated(), 'stay_id'].iloc[0]} is there twice")
    column = "patient_id" if "patient_id" in sta.columns else "stay_id"
    _check_integers(path, sta[column], "one for each patient")
    patients = dict(zip(sta["stay_id"].tolist(), sta[column].tolist(), strict=True))
    missing = np.setdiff1d(rows.stay, sta["stay_id"].to_numpy(np.int64))
    if len(missing):
        raise InputError(f"{path}: no row for stay {missing[0]}, which dyn.parquet has; give one row a stay")
    return patients
