"""The folder of psv files of the PhysioNet/Computing in Cardiology Challenge 2019 (Reyna et al., Crit Care Med 2020).

One file a patient, one row an hour. ICULOS counts hours in intensive care from 1, so that row ICULOS holds the hour
[ICULOS - 1, ICULOS). SepsisLabel turns 1 six hours *before* onset and stays 1.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
from richlazy.errors import InputError

from studies.sepsis.readers.hourly_rows import Rows, check_rows, source_of
from studies.sepsis.sources import Source

# Hours from the first row that is labelled to onset.
LEAD = 6
# fmt: off
CHANNELS = (
    "HR", "O2Sat", "Temp", "SBP", "MAP", "DBP", "Resp", "EtCO2", "BaseExcess", "HCO3", "FiO2", "pH", "PaCO2", "SaO2",
    "AST", "BUN", "Alkalinephos", "Calcium", "Chloride", "Creatinine", "Bilirubin_direct", "Glucose", "Lactate",
    "Magnesium", "Phosphate", "Potassium", "Bilirubin_total", "TroponinI", "Hct", "Hgb", "PTT", "WBC", "Fibrinogen",
    "Platelets",
)
# fmt: on
# Lowest and highest value that a sensor can mean, in the challenge's units.
RANGES = {
    "HR": (0, 350),
    "O2Sat": (0, 100),
    "Temp": (10, 50),
    "SBP": (0, 400),
    "MAP": (0, 350),
    "DBP": (0, 350),
    "Resp": (0, 200),
    "pH": (6, 8.5),
    "SaO2": (0, 100),
}


def read(folder: str | Path) -> Source:
    """The stays of all files p<number>.psv in a folder.

    A patient whose first row is labelled is neither case nor control: onset may have been at any hour before. Raises
    InputError for a folder without such files, missing columns, what `check_rows` refuses, and a label that is not 0,
    then 1.
    """
    folder = Path(folder)
    files = sorted(folder.glob("*.psv")) if folder.is_dir() else []
    if not files:
        raise InputError(f"{folder}: no file p<number>.psv; name a folder of the challenge, such as training_setA")
    onsets, septic, stay, hours, values = {}, [], [], [], []
    for path in files:
        patient, table = _patient(path), _table(path)
        hour = table["ICULOS"].to_numpy(float) - 1
        label = _label(path, table["SepsisLabel"])
        if label.any():
            septic.append(patient)
            if not label[0]:
                onsets[patient] = float(hour[label][0] + LEAD)
        stay.append(np.full(len(table), patient))
        hours.append(hour)
        values.append(table[list(CHANNELS)].to_numpy(float))
    rows = Rows(np.concatenate(stay), np.concatenate(hours), np.concatenate(values), CHANNELS)
    check_rows(str(folder), rows, RANGES)
    patients = {patient: patient for patient in np.unique(rows.stay).tolist()}
    return source_of(rows, onsets, septic, patients)


def _patient(path: Path) -> int:
    found = re.fullmatch(r"p(\d+)", path.stem)
    if not found:
        raise InputError(f"{path}: files have names such as p000001.psv; rename it, or remove it from the folder")
    return int(found[1])


def _table(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, sep="|")
    except (ValueError, UnicodeDecodeError) as error:  # pandas' errors of parsing are ValueErrors
        raise InputError(f"{path} cannot be read as values between `|`: {error}") from error
    needed = (*CHANNELS, "ICULOS", "SepsisLabel")
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise InputError(f"{path}: no column {missing[0]}; the header needs HR|O2Sat|Temp|...|ICULOS|SepsisLabel")
    words = [name for name in needed if not pd.api.types.is_numeric_dtype(table[name])]
    if words or not len(table):
        found = f"column {words[0]} holds words" if words and len(table) else "no row"
        raise InputError(f"{path}: {found}; every row has numbers or NaN")
    return table


def _label(path: Path, label: pd.Series) -> np.ndarray:
    if not label.isin([0, 1]).all() or (np.diff(label.to_numpy()) < 0).any():
        raise InputError(f"{path}: SepsisLabel must be 0 in all rows, or turn from 0 to 1 once, six hours before onset")
    return label.to_numpy() == 1
