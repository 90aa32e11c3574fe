"""Ragged stays in rectangular arrays, in which what is filled up has no influence.

Times are in hours since admission, those by which a measurement is known. Row k of an hourly grid holds the hour
(k, k + 1], and a stay has no row and no measurement of what is not known yet: it is cut before it comes here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from richlazy.errors import InputError


class Observations(NamedTuple):
    """Irregular measurements of many stays: times [stay, n] in h, float64; channels [stay, n], int64; values [stay, n],
    float64; present [stay, n], False where a stay has fewer than n, with time 0, channel 0 and value 0 there."""

    times: torch.Tensor
    channels: torch.Tensor
    values: torch.Tensor
    present: torch.Tensor


@dataclass(frozen=True)
class Stays:
    """Stays with their labels.

    irregular: (times [n], channels [n], values [n]) of each stay; grid: hourly values without gaps, float32
    [stay, hour, channel]; lengths: rows of each stay, int [stay]; cases: whether sepsis follows, bool [stay]. Rows
    after the length of a stay are not looked at.
    """

    irregular: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]
    grid: np.ndarray
    lengths: np.ndarray
    cases: np.ndarray

    def __post_init__(self):
        count, hours = len(self.irregular), np.asarray(self.grid).shape[1]
        for name in ("grid", "lengths", "cases"):
            if len(getattr(self, name)) != count:
                raise InputError(f"{name}: {len(getattr(self, name))} stays; allowed are the {count} of `irregular`")
        if count and (min(self.lengths) < 1 or max(self.lengths) > hours):
            raise InputError(
                f"lengths: {min(self.lengths)} to {max(self.lengths)} rows; allowed are 1 to {hours}, the rows of grid"
            )

    def take(self, rows: Sequence[int]) -> "Stays":
        """The stays `rows`; the grid ends with the longest of them."""
        rows = np.asarray(rows, dtype=int)
        hours = int(self.lengths[rows].max(initial=1))
        irregular = [self.irregular[row] for row in rows]
        return Stays(irregular, self.grid[rows, :hours], self.lengths[rows], self.cases[rows])


def padded(irregular: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]], channel_count: int) -> Observations:
    """Measurements of all stays in arrays as wide as the longest, at least 1.

    irregular: (times [n] in h, channels [n] from 0, values [n]) of each stay. Raises InputError for a stay whose arrays
    differ in length, and for a time, channel or value that is not finite or out of range.
    """
    width = max([1, *(len(stay[0]) for stay in irregular)])
    arrays = [np.zeros((len(irregular), width), dtype) for dtype in (np.float64, np.int64, np.float64, bool)]
    for row, (times, channels, values) in enumerate(irregular):
        count = len(times)
        if not count == len(channels) == len(values):
            raise InputError(
                f"stay {row}: {count} times, {len(channels)} channels and {len(values)} values; allowed is one of each "
                "for every measurement"
            )
        if not (np.isfinite(times).all() and np.isfinite(values).all() and np.min(times, initial=0) >= 0):
            raise InputError(f"stay {row}: a time or value is not finite, or a time is negative; allowed are h >= 0")
        if not ((np.asarray(channels) >= 0) & (np.asarray(channels) < channel_count)).all():
            found = sorted(set(np.asarray(channels).tolist()) - set(range(channel_count)))
            raise InputError(f"stay {row}: channels {found}; allowed are 0 to {channel_count - 1}")
        for array, part in zip(arrays, (times, channels, values, True), strict=True):
            array[row, :count] = part
    return Observations(*map(torch.from_numpy, arrays))


def at_last_step(steps: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Row `lengths` - 1 of each sequence: steps [sequence, hour, feature], lengths [sequence] → [sequence, feature]."""
    return steps[torch.arange(len(steps), device=steps.device), lengths - 1]
