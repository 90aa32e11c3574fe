"""A cohort of stays as irregular series of observations: what is known by an hour, and its hourly grid.

A stay is one time in intensive care. Its clock begins with admission, in hours. The time of an observation is the hour
by which it is *known*: sources with hourly rows give the end of the row's hour. What is known by `onset - horizon` is
all that a method may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from richlazy.errors import InputError


@dataclass(frozen=True)
class Cohort:
    """Stays with their observations in flat arrays; those of stay i are at `offsets[i]:offsets[i + 1]`.

    times: hours from admission by which an observation is known, in order within a stay, float64 [observation].
    channels: its channel, int64 [observation]. values: in the units of the source, float64 [observation]. offsets:
    int64 [stay + 1]. case: whether sepsis comes, bool [stay]. onset: its hour, for controls that of their case, float64
    [stay]. patient: int64 [stay]; a patient may have several stays. stay: its name in the source, int64 [stay].
    names: of the channels.
    """

    times: np.ndarray
    channels: np.ndarray
    values: np.ndarray
    offsets: np.ndarray
    case: np.ndarray
    onset: np.ndarray
    patient: np.ndarray
    stay: np.ndarray
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.case)

    @property
    def owner(self) -> np.ndarray:
        """Number of the stay of each observation, int64 [observation]."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))


@dataclass(frozen=True)
class Grid:
    """Hourly rows of all stays; those of stay i are at `offsets[i]:offsets[i + 1]`. Row k of a stay holds the hour
    (k, k + 1]. values: float64 [row, channel]. offsets: int64 [stay + 1]."""

    values: np.ndarray
    offsets: np.ndarray

    @property
    def last(self) -> np.ndarray:
        """The last row of each stay, float64 [stay, channel]."""
        return self.values[self.offsets[1:] - 1]


def cohort_of(times, channels, values, owner, case, onset, patient, stay, names: Sequence[str]) -> Cohort:
    """A checked cohort of observations in any order; `owner` is the number of the stay of each, int [observation].

    Raises InputError for what `check` refuses.
    """
    times, owner = np.asarray(times, float), np.asarray(owner, np.int64)
    case = np.asarray(case, bool)
    if len(owner) and not 0 <= owner.min() <= owner.max() < len(case):
        raise InputError(f"observations of stays {owner.min()} to {owner.max()} among {len(case)}; number them from 0")
    order = np.lexsort((np.asarray(channels), times, owner))
    counts = np.bincount(owner, minlength=len(case))
    cohort = Cohort(
        times=times[order],
        channels=np.asarray(channels, np.int64)[order],
        values=np.asarray(values, float)[order],
        offsets=np.concatenate([[0], np.cumsum(counts)]),
        case=case,
        onset=np.asarray(onset, float),
        patient=np.asarray(patient, np.int64),
        stay=np.asarray(stay, np.int64),
        names=tuple(names),
    )
    check(cohort)
    return cohort


def check(cohort: Cohort) -> None:
    """Raise InputError unless the cohort is one: shapes, finite numbers, times from 0 on and in order, no observation
    twice, no empty stay, no stay twice, cases and controls, and controls with the onset hour of a case."""
    observations, stays = len(cohort.times), len(cohort)
    lengths = {"channels": observations, "values": observations, "offsets": stays + 1}
    for name, length in (lengths | dict.fromkeys(("onset", "patient", "stay"), stays)).items():
        shape = np.shape(getattr(cohort, name))
        if shape != (length,):
            raise InputError(f"{name} has shape {shape} where ({length},) is needed; make it with `cohort_of(...)`")
    sizes, owner = np.diff(cohort.offsets), cohort.owner
    if cohort.offsets[0] != 0 or cohort.offsets[-1] != observations or (sizes < 0).any():
        raise InputError("offsets must rise from 0 to the number of observations; make cohorts with `cohort_of(...)`")
    _refuse(cohort, sizes == 0, "no observation", "leave the stay out")
    _refuse(cohort, ~np.isfinite(cohort.onset) | (cohort.onset <= 0), "no onset hour above 0", "give it in hours")
    for name in ("times", "values"):
        bad = ~np.isfinite(getattr(cohort, name))
        _refuse(cohort, _of_stays(owner, bad, stays), f"{name} that are not finite", "leave these observations out")
    early = _of_stays(owner, cohort.times < 0, stays)
    _refuse(cohort, early, "observations at negative times", "count hours from admission, and leave earlier ones out")
    foreign = (cohort.channels < 0) | (cohort.channels >= len(cohort.names))
    _refuse(cohort, _of_stays(owner, foreign, stays), f"channels beyond the {len(cohort.names)}", "name every channel")
    follows = owner[1:] == owner[:-1]
    back = follows & (np.diff(cohort.times) < 0)
    _refuse(cohort, _of_stays(owner[1:], back, stays), "times out of order", "sort the observations by time")
    order = np.lexsort((cohort.channels, cohort.times, owner))
    again = np.ones(max(observations - 1, 0), bool)
    for key in (owner, cohort.times, cohort.channels):
        again &= key[order][1:] == key[order][:-1]
    again = _of_stays(owner[order][1:], again, stays)
    _refuse(cohort, again, "two observations of one channel at one time", "average them, or leave one out")
    unique, counts = np.unique(cohort.stay, return_counts=True)
    if (counts > 1).any():
        raise InputError(f"stay {unique[counts > 1][0]} is there twice; give every stay one name")
    if not cohort.case.any() or cohort.case.all():
        what = "no case" if not cohort.case.any() else "no control"
        raise InputError(f"{what} among {stays} stays: there is nothing to tell apart; give stays of both kinds")
    unmatched = ~cohort.case & ~np.isin(cohort.onset, cohort.onset[cohort.case])
    _refuse(cohort, unmatched, "an onset hour that no case has", "give each control the onset hour of its case")


def subset(cohort: Cohort, stays: np.ndarray) -> Cohort:
    """The stays whose numbers are in `stays`, int [number], in that order; not checked again."""
    stays, sizes = np.asarray(stays, np.int64), np.diff(cohort.offsets)
    offsets = np.concatenate([[0], np.cumsum(sizes[stays])])
    rows = np.arange(offsets[-1]) + np.repeat(cohort.offsets[stays] - offsets[:-1], sizes[stays])
    of_stays = {name: getattr(cohort, name)[stays] for name in ("case", "onset", "patient", "stay")}
    return replace(_rows(cohort, rows), offsets=offsets, **of_stays)


def truncated(cohort: Cohort, horizon: float) -> Cohort:
    """The cohort with what was known at `onset - horizon` hours alone; a stay may be left without observation.

    Raises InputError for a horizon below 0 or beyond the earliest onset.
    """
    if not 0 <= horizon <= cohort.onset.min():
        latest = f"{cohort.onset.min():g}, the earliest onset"
        raise InputError(f"a horizon of {horizon} hours; allowed is 0 to {latest}: write for example `horizon=0`")
    known = cohort.times <= (cohort.onset - horizon)[cohort.owner]
    counts = np.bincount(cohort.owner[known], minlength=len(cohort))
    return replace(_rows(cohort, np.flatnonzero(known)), offsets=np.concatenate([[0], np.cumsum(counts)]))


def moments(cohort: Cohort) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the observations of each channel, [channel], for z-scores: of a training part that
    is already truncated. One that is never observed, or never varies, has mean 0 or its value, and deviation 1."""
    channels, names = cohort.channels, len(cohort.names)
    counts = np.maximum(np.bincount(channels, minlength=names), 1)
    mean = np.bincount(channels, cohort.values, names) / counts
    deviation = np.sqrt(np.bincount(channels, (cohort.values - mean[channels]) ** 2, names) / counts)
    return mean, np.where(deviation > 1e-12 * np.maximum(np.abs(mean), 1), deviation, 1.0)


def scaled(cohort: Cohort, mean: np.ndarray, deviation: np.ndarray) -> Cohort:
    """The cohort with z-scores (value - mean) / deviation of each channel, both [channel]."""
    return replace(cohort, values=(cohort.values - mean[cohort.channels]) / deviation[cohort.channels])


def hourly(cohort: Cohort, horizon: float, mean: np.ndarray) -> Grid:
    """Hourly means of what was known at `onset - horizon`, carried forward; `mean`, [channel], before the first.

    A stay has ceil(onset - horizon) rows, at least one: the grid ends where knowledge ends. `mean` is that of a
    training part, zeros for z-scores. Raises InputError as `truncated` does.
    """
    known = truncated(cohort, horizon)
    rows = np.maximum(np.ceil(cohort.onset - horizon).astype(np.int64), 1)
    offsets = np.concatenate([[0], np.cumsum(rows)])
    # Hours are closed above: what is known at 1 h is in the first row. What is known at admission is there as well.
    row = offsets[:-1][known.owner] + np.maximum(np.ceil(known.times).astype(np.int64) - 1, 0)
    shape = (offsets[-1], len(cohort.names))
    cell = row * shape[1] + known.channels
    counts = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    sums = np.bincount(cell, known.values, shape[0] * shape[1]).reshape(shape)
    # The last row with an observation, of whatever stay: one before the first row of this stay is none.
    seen = np.where(counts > 0, np.arange(shape[0])[:, None], -1)
    last = np.maximum.accumulate(seen, axis=0)
    first_row = np.repeat(offsets[:-1], rows)[:, None]
    means = np.divide(sums, counts, out=np.zeros(shape), where=counts > 0)
    carried = np.take_along_axis(means, np.maximum(last, 0), axis=0)
    return Grid(np.where(last >= first_row, carried, np.asarray(mean, float)), offsets)


def _rows(cohort: Cohort, rows: np.ndarray) -> Cohort:
    return replace(cohort, times=cohort.times[rows], channels=cohort.channels[rows], values=cohort.values[rows])


def _of_stays(owner: np.ndarray, flag: np.ndarray, stays: int) -> np.ndarray:
    """Whether any flagged observation belongs to each stay, bool [stay]."""
    return np.bincount(owner[flag], minlength=stays) > 0


def _refuse(cohort: Cohort, bad: np.ndarray, what: str, remedy: str) -> None:
    if bad.any():
        found = cohort.stay[bad]
        raise InputError(
            f"stay {found[0]}{f' and {len(found) - 1} others' if len(found) > 1 else ''}: {what}; {remedy}"
        )
