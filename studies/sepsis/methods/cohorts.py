"""What the methods see of a cohort at a horizon: measurements and hourly grid that end at onset - horizon."""

import numpy as np

from studies.sepsis.methods.padding import Stays
from studies.sepsis.stays import Cohort, hourly, truncated


def stays_of(cohort: Cohort, horizon: float) -> Stays:
    """Stays cut at `horizon` hours before onset, in the order of the cohort, whose values are z-scores.

    A stay has ceil(onset - horizon) rows, at least one. Values before the first measurement of a channel are 0, the
    mean of the training part. Raises InputError for a horizon beyond the earliest onset.
    """
    known, rows = truncated(cohort, horizon), hourly(cohort, horizon, np.zeros(len(cohort.names)))
    lengths = np.diff(rows.offsets)
    grid = np.zeros((len(cohort), int(lengths.max()), len(cohort.names)), np.float32)
    grid[np.arange(grid.shape[1]) < lengths[:, None]] = rows.values
    parts = (np.split(part, known.offsets[1:-1]) for part in (known.times, known.channels, known.values))
    return Stays(list(zip(*parts, strict=True)), grid, lengths, cohort.case)
