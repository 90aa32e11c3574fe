"""Hourly rows of stays: what is refused of them, and the observations that they hold.

What readers of hourly sources share. Row t of a stay holds the hour [t, t + 1) and counts as known at t + 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from richlazy.errors import InputError

from studies.sepsis.sources import NONE, Source

# Hours from the begin of a row to when all of it is known.
KNOWN_AFTER = 1


@dataclass(frozen=True)
class Rows:
    """Hourly rows of all stays. stay: name of the stay of each row, int64 [row]. hour: its begin, float64 [row].
    values: NaN where nothing was measured, float64 [row, channel]. names: of channels."""

    stay: np.ndarray
    hour: np.ndarray
    values: np.ndarray
    names: tuple[str, ...]


def check_rows(where: str, rows: Rows, ranges: dict[str, tuple[float, float]]) -> None:
    """Raise InputError for negative hours, an hour twice or out of order, infinite values and values out of `ranges`
    (lowest and highest of a channel, by its name). `where` begins the messages."""
    if not len(rows.stay):
        raise InputError(f"{where}: no row; name a source with stays")
    negative = ~(rows.hour >= 0)
    if negative.any():
        row = np.flatnonzero(negative)[0]
        raise InputError(
            f"{where}: stay {rows.stay[row]} has a row at hour {rows.hour[row]:g}; allowed are hours from 0 on"
        )
    order = np.argsort(rows.stay, kind="stable")
    same = np.diff(rows.stay[order]) == 0
    step = np.diff(rows.hour[order])
    for bad, what in [(same & (step == 0), "twice the row"), (same & (step < 0), "rows out of order: next to last is")]:
        if bad.any():
            row = order[1:][bad][0]
            raise InputError(f"{where}: stay {rows.stay[row]} has {what} of hour {rows.hour[row]:g}; sort rows by time")
    for number, name in enumerate(rows.names):
        low, high = ranges.get(name, (-np.inf, np.inf))
        column = rows.values[:, number]
        with np.errstate(invalid="ignore"):
            bad = np.isinf(column) | (column < low) | (column > high)
        if bad.any():
            row = np.flatnonzero(bad)[0]
            raise InputError(
                f"{where}: {name} of stay {rows.stay[row]} at hour {rows.hour[row]:g} is {column[row]:g}; allowed is "
                f"{low:g} to {high:g}, or empty. Is it in another unit?"
            )


def source_of(rows: Rows, onsets: dict[int, float], septic: Sequence[int], patients: dict[int, int]) -> Source:
    """The source of checked rows. onsets: hour of onset, by stay. septic: stays that are no control. patients: by stay.

    Cells without a measurement are no observations.
    """
    stays, owner = np.unique(rows.stay, return_inverse=True)
    end = np.full(len(stays), -np.inf)
    np.maximum.at(end, owner, rows.hour + KNOWN_AFTER)
    row, channel = np.nonzero(np.isfinite(rows.values))
    names = stays.tolist()
    return Source(
        stay=stays,
        patient=np.array([patients[name] for name in names], np.int64),
        onset=np.array([onsets.get(name, np.nan) for name in names], float),
        septic=np.isin(stays, np.asarray(list(septic), np.int64)),
        end=end,
        of_case=np.full(len(stays), NONE, np.int64),
        owner=owner[row].astype(np.int64),
        times=rows.hour[row] + KNOWN_AFTER,
        channels=channel.astype(np.int16),
        values=rows.values[row, channel],
        names=rows.names,
    )
