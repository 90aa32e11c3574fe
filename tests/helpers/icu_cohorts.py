"""Folders with stays of nobody, in every form that is read: two channels of noise, and a signal where asked for."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from studies.sepsis.readers.cinc import CHANNELS

ADMISSION = pd.Timestamp("2150-03-01 10:15:00")
# Names of the two channels in each form.
NAMES = {"yaib": ("hr", "map"), "cinc": ("HR", "MAP"), "mimic": ("heartrate", "lactate")}
HOURS = 30
SHIFT = 40.0


def stays(cases: int = 40, controls: int = 400, signal: float | None = None, seed: int = 0) -> list[Mapping]:
    """Stays with hourly rows. signal: hours from onset at which cases, with onset at 9 to 16 h, move up; None: never.

    Each has stay, onset (None for controls), of_case, hour [row] and values [row, channel].
    """
    random, found = np.random.default_rng(seed), []
    for number in range(cases + controls):
        case = number < cases
        onset = 9 + number % 8 if case else None
        hour = np.arange(onset + 7 if case else HOURS)
        values = 100 + 10 * random.standard_normal((len(hour), 2))
        if case and signal is not None:
            values[hour >= onset + signal] += SHIFT
        matched = None if case else number % max(cases, 1)
        found.append({"stay": number, "onset": onset, "of_case": matched, "hour": hour, "values": values})
    return found


def write_yaib(folder: Path, found: list[Mapping]) -> Path:
    """Tables of YAIB."""
    dyn, outc = [], []
    for one in found:
        rows = {"stay_id": one["stay"], "time": pd.to_timedelta(one["hour"], "h")}
        first = np.inf if one["onset"] is None else one["onset"] - 6
        dyn.append(pd.DataFrame(rows | dict(zip(NAMES["yaib"], one["values"].T, strict=True))))
        outc.append(pd.DataFrame(rows | {"label": (one["hour"] >= first) & (one["hour"] <= first + 12)}))
    sta = pd.DataFrame({"stay_id": [one["stay"] for one in found], "age": 60.0})
    for name, table in (("dyn", pd.concat(dyn)), ("outc", pd.concat(outc)), ("sta", sta)):
        table.reset_index(drop=True).to_parquet(folder / f"{name}.parquet")
    return folder


def write_cinc(folder: Path, found: list[Mapping]) -> Path:
    """psv files of the challenge of 2019."""
    for one in found:
        table = pd.DataFrame(np.nan, one["hour"], [*CHANNELS, "ICULOS", "SepsisLabel"])
        table[list(NAMES["cinc"])] = one["values"]
        table["ICULOS"] = one["hour"] + 1
        table["SepsisLabel"] = (one["hour"] >= (np.inf if one["onset"] is None else one["onset"] - 6)).astype(int)
        table.to_csv(folder / f"p{one['stay']:06d}.psv", sep="|", index=False, na_rep="NaN")
    return folder


def write_mimic(folder: Path, found: list[Mapping]) -> Path:
    """CSV files of the query of MIMIC-III; an observation of row t is made within that hour."""
    onsets = {one["stay"]: one["onset"] for one in found if one["onset"] is not None}
    for kind, hour in (("case", "sepsis_onset_hour"), ("control", "control_onset_hour")):
        mine = [one for one in found if (one["onset"] is not None) == (kind == "case")]
        static = {
            "subject_id": [one["stay"] for one in mine],
            "icustay_id": [one["stay"] for one in mine],
            "intime": ADMISSION,
            "length_of_stay": [float(len(one["hour"])) for one in mine],
            hour: [float(onsets[one["stay"] if kind == "case" else one["of_case"]]) for one in mine],
        }
        matched = {} if kind == "case" else {"matched_case_icustay_id": [one["of_case"] for one in mine]}
        pd.DataFrame(static | matched).to_csv(folder / f"static_variables_{kind}s.csv", index=False)
        for column, (group, name) in enumerate(zip(("vitals", "labs"), NAMES["mimic"], strict=True)):
            tables = [
                pd.DataFrame(
                    {
                        "icustay_id": one["stay"],
                        "chart_time": ADMISSION + pd.to_timedelta(one["hour"] + 0.25, "h"),
                        name: one["values"][:, column],
                    }
                )
                for one in mine
            ]
            pd.concat(tables).to_csv(folder / f"{kind}_55h_hourly_{group}_ex1c.csv", index=False)
    return folder


WRITERS = {"yaib": write_yaib, "cinc": write_cinc, "mimic": write_mimic}
