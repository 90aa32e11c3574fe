"""What methods are given of a cohort: z-scored observations and hourly grids, cut at a horizon.

Between the ragged cohort, which readers and the simulator make, and the padded stays that methods take.
"""

from typing import NamedTuple

import numpy as np

from studies.sepsis.methods.padding import Stays
from studies.sepsis.stays import Cohort, hourly, moments, scaled, subset, truncated


class Scale(NamedTuple):
    """Mean and standard deviation of each channel, float64 [channel]."""

    mean: np.ndarray
    deviation: np.ndarray


def scale_of(cohort: Cohort, training: np.ndarray) -> Scale:
    """The scale of the observations that were known at onset in the training part alone; training: numbers of stays."""
    return Scale(*moments(truncated(subset(cohort, training), 0)))


def at_horizon(cohort: Cohort, part: np.ndarray, horizon: float, scale: Scale) -> Stays:
    """The stays `part`, int [number], by what was known at onset - `horizon` hours, in z-scores.

    The grid is filled up with zeros after the last row of a stay. Raises InputError for a horizon beyond the earliest
    onset of these stays.
    """
    stays = scaled(truncated(subset(cohort, part), horizon), *scale)
    grid = hourly(stays, horizon, np.zeros(len(cohort.names)))
    lengths = np.diff(grid.offsets)
    padded = np.zeros((len(stays), lengths.max(), len(cohort.names)), np.float32)
    padded[np.arange(lengths.max()) < lengths[:, None]] = grid.values
    irregular = [
        (stays.times[begin:end], stays.channels[begin:end], stays.values[begin:end])
        for begin, end in zip(stays.offsets[:-1], stays.offsets[1:], strict=True)
    ]
    return Stays(irregular, padded, lengths, stays.case)
