"""From hourly rows with labels to a cohort: hour of onset, hour of knowledge, channels, controls.

What readers of hourly sources share. Row t of a stay holds the hour [t, t + 1) and counts as known at t + 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from richlazy import randomness
from richlazy.errors import InputError

from studies.sepsis.stays import Cohort, cohort_of

# A channel with fewer observations in all stays of the source is left out.
FEWEST_OBSERVATIONS = 500
# Cases before this hour are left out: seven hours of horizons need as many hours of stay.
EARLIEST_ONSET = 7.0
CONTROLS_PER_CASE = 10


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


def matched_cohort(
    where: str,
    rows: Rows,
    onsets: dict[int, float],
    septic: Sequence[int],
    patients: dict[int, int],
    seed: int,
    fewest_observations: int = FEWEST_OBSERVATIONS,
) -> Cohort:
    """A cohort of cases with onset at `EARLIEST_ONSET` or later, and `CONTROLS_PER_CASE` controls for each.

    onsets: hour of onset by stay. septic: stays that are no control. patients: by stay. Nothing after onset is kept.
    Controls are drawn without replacement among stays at least as long as the onset of the case; cases with the longest
    onsets choose first, as they have the fewest to choose from. Raises InputError if there are none to choose.
    """
    counts = np.isfinite(rows.values).sum(0)
    used = np.flatnonzero(counts >= fewest_observations)
    if not len(used):
        raise InputError(f"{where}: no channel has {fewest_observations} observations; allow fewer, or give more stays")
    stays, owner = np.unique(rows.stay, return_inverse=True)
    known = rows.hour + 1
    end = np.full(len(stays), -np.inf)
    np.maximum.at(end, owner, known)
    first = np.full(len(stays), np.inf)
    observed = np.isfinite(rows.values[:, used]).any(1)
    np.minimum.at(first, owner[observed], known[observed])
    onset = _onsets_of_cases(where, stays, first, onsets)
    cases = np.flatnonzero(np.isfinite(onset))
    free = np.isin(stays, np.asarray(list(septic), np.int64), invert=True)
    _draw_controls(where, stays, first, end, onset, free, seed)
    taken = np.flatnonzero(np.isfinite(onset))
    number = np.full(len(stays), -1)
    number[taken] = np.arange(len(taken))
    kept = np.flatnonzero((number[owner] >= 0) & (known <= onset[owner]))
    row, channel = np.nonzero(np.isfinite(rows.values[np.ix_(kept, used)]))
    row = kept[row]
    return cohort_of(
        known[row],
        channel,
        rows.values[row, used[channel]],
        number[owner[row]],
        np.isin(taken, cases),
        onset[taken],
        [patients[stay] for stay in stays[taken].tolist()],
        stays[taken],
        [rows.names[index] for index in used],
    )


def _onsets_of_cases(where: str, stays: np.ndarray, first: np.ndarray, onsets: dict[int, float]) -> np.ndarray:
    """Onset of each stay [stay]; NaN for those that are no case. Raises InputError where none is one."""
    onset = np.full(len(stays), np.nan)
    place = {stay: number for number, stay in enumerate(stays.tolist())}
    for stay, hour in onsets.items():
        # A case of which nothing is known by its onset cannot be asked anything.
        if hour >= EARLIEST_ONSET and first[place[stay]] <= hour:
            onset[place[stay]] = hour
    if not np.isfinite(onset).any():
        raise InputError(
            f"{where}: {len(onsets)} stays with an onset, and none at {EARLIEST_ONSET:g} hours or later of which "
            "something was observed before; give a source with cases"
        )
    return onset


def _draw_controls(
    where: str, stays: np.ndarray, first: np.ndarray, end: np.ndarray, onset: np.ndarray, free: np.ndarray, seed: int
) -> None:
    """Write the onset of each case into `onset` of its controls, which are then no longer `free`; all arrays [stay]."""
    cases = np.flatnonzero(np.isfinite(onset))
    random = randomness.generator("sepsis controls", seed)
    for number in cases[np.lexsort((stays[cases], -onset[cases]))]:
        able = np.flatnonzero(free & (end >= onset[number]) & (first <= onset[number]))
        if not len(able):
            raise InputError(
                f"{where}: no control is left that stays to hour {onset[number]:g}, the onset of stay {stays[number]}"
                "; give more stays without sepsis"
            )
        chosen = random.choice(able, min(CONTROLS_PER_CASE, len(able)), replace=False)
        onset[chosen], free[chosen] = onset[number], False
