"""The CSV files that the query of Moor et al. (MLHC 2019) writes from MIMIC-III, which needs credentialed access.

For cases and for controls a static table with the hour of admission and of onset, and the observations of vital signs
and laboratory values with their time of day. Rows of one time are averaged, as in the paper.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from richlazy.errors import InputError

from studies.sepsis.sources import NONE, Source

STATIC = {"case": "static_variables_cases.csv", "control": "static_variables_controls.csv"}
SERIES = "{}_55h_hourly_{}_ex1c.csv"
ONSET = {"case": "sepsis_onset_hour", "control": "control_onset_hour"}
# What stands in the files of observations beside the channels. Both targets tell of onset.
_NO_CHANNELS = ("icustay_id", "subject_id", "hadm_id", "chart_time", "sepsis_target", "pseudo_target")


def read(folder: str | Path) -> Source:
    """The stays in a folder with the six files, observations before admission left out.

    Controls are those that the query matched, with the onset hour of their case. Raises InputError for missing files
    and columns, times that are none, stays in no static table or in both, and controls of no case or with another hour
    of onset than it.
    """
    folder = Path(folder)
    static = _static(folder)
    long = pd.concat([_series(folder, kind, group) for kind in STATIC for group in ("vitals", "labs")])
    unknown = np.setdiff1d(long["icustay_id"], static.index)
    if len(unknown):
        raise InputError(f"{folder}: stay {unknown[0]} is in neither {' nor '.join(STATIC.values())}")
    admission = static["intime"].reindex(long["icustay_id"]).to_numpy()
    long["hour"] = (long["chart_time"].to_numpy() - admission) / np.timedelta64(1, "h")
    long = long[long["hour"] >= 0]
    long = long.groupby(["icustay_id", "hour", "channel"], as_index=False)["value"].mean()
    names = sorted(long["channel"].unique())
    return Source(
        stay=static.index.to_numpy(np.int64),
        patient=static["subject_id"].to_numpy(np.int64),
        onset=static["onset"].to_numpy(float),
        septic=static["case"].to_numpy(bool),
        end=static["length_of_stay"].to_numpy(float),
        of_case=static["of_case"].fillna(NONE).to_numpy(np.int64),
        owner=static.index.get_indexer(long["icustay_id"]).astype(np.int64),
        times=long["hour"].to_numpy(float),
        channels=pd.Categorical(long["channel"], names).codes.astype(np.int16),
        values=long["value"].to_numpy(float),
        names=tuple(names),
    )


def _static(folder: Path) -> pd.DataFrame:
    """Stays by icustay_id: subject_id, intime, length_of_stay and onset in hours, case, of_case."""
    found = {}
    for kind, file in STATIC.items():
        columns = ["icustay_id", "subject_id", "intime", "length_of_stay", ONSET[kind]]
        columns += ["matched_case_icustay_id"] if kind == "control" else []
        table = _csv(folder / file, columns)[columns].rename(columns={ONSET[kind]: "onset"})
        empty = table.columns[table.isna().any()]
        if len(empty):
            raise InputError(f"{folder / file}: {empty[0]} is empty in {table[empty[0]].isna().sum()} rows; fill it")
        for name in table.columns.drop("intime"):
            _check_numbers(folder / file, table[name])
        table["intime"] = _times(folder / file, table["intime"])
        table["case"] = kind == "case"
        found[kind] = table.rename(columns={"matched_case_icustay_id": "of_case"})
    static = pd.concat(found.values())
    twice = static.loc[static["icustay_id"].duplicated(), "icustay_id"]
    if len(twice):
        raise InputError(f"{folder}: stay {twice.iloc[0]} is there twice in {' and '.join(STATIC.values())}")
    onset = found["case"].set_index("icustay_id")["onset"]
    controls = found["control"]
    theirs = onset.reindex(controls["of_case"]).to_numpy()
    bad = ~(np.abs(controls["onset"].to_numpy(float) - theirs) < 1e-3)
    if bad.any():
        row = controls[bad].iloc[0]
        raise InputError(
            f"{folder / STATIC['control']}: control {row['icustay_id']} has onset hour {row['onset']:g}, and its case "
            f"{row['of_case']} has {theirs[bad][0]:g}; match controls again by match-controls.py of the query"
        )
    static = static.set_index("icustay_id")
    static.loc[controls["icustay_id"], "onset"] = theirs
    return static


def _series(folder: Path, kind: str, group: str) -> pd.DataFrame:
    """One row an observation: icustay_id, chart_time, channel, value."""
    path = folder / SERIES.format(kind, group)
    table = _csv(path, ["icustay_id", "chart_time"])
    _check_numbers(path, table["icustay_id"])
    channels = [name for name in table.columns if name not in _NO_CHANNELS]
    words = [name for name in channels if not pd.api.types.is_numeric_dtype(table[name])]
    if words or not channels:
        found = f"column {words[0]} holds words" if words else "no channel"
        raise InputError(f"{path}: {found}; beside {', '.join(_NO_CHANNELS)} every column is a channel of numbers")
    table["chart_time"] = _times(path, table["chart_time"])
    long = table.melt(["icustay_id", "chart_time"], channels, "channel", "value").dropna(subset="value")
    if np.isinf(long["value"]).any():
        bad = long[np.isinf(long["value"])].iloc[0]
        raise InputError(
            f"{path}: {bad['channel']} of stay {bad['icustay_id']:g} is infinite; allowed is a finite number, or empty"
        )
    return long


def _check_numbers(path: Path, column: pd.Series) -> None:
    if len(column) and not pd.api.types.is_numeric_dtype(column):
        words = column[pd.to_numeric(column, errors="coerce").isna()]
        raise InputError(f"{path}: {column.name} {[*words, *column][0]!r} is no number; write numbers in this column")


def _csv(path: Path, columns: list[str]) -> pd.DataFrame:
    if not path.is_file():
        names = [*STATIC.values(), *(SERIES.format(kind, group) for kind in STATIC for group in ("vitals", "labs"))]
        raise InputError(f"{path}: no such file; the folder needs {', '.join(names)}")
    try:
        table = pd.read_csv(path)
    except (ValueError, UnicodeDecodeError) as error:  # pandas' errors of parsing are ValueErrors
        raise InputError(f"{path} cannot be read as CSV: {error}") from error
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise InputError(f"{path}: no column {missing[0]}; found {', '.join(table.columns[:8])}")
    return table


def _times(path: Path, column: pd.Series) -> pd.Series:
    try:
        return pd.to_datetime(column, format="ISO8601")
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: {column.name}: {error}; write times such as 2150-01-31 12:30:00") from error
