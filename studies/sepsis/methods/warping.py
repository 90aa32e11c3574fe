"""Dynamic time warping with k nearest neighbours, a lazy learner in the sense of Aha, Kibler & Albert 1991 (Machine
Learning 6:37): it keeps all training stays and computes nothing before it is asked.

The distance of two series is the root of the least sum of squared differences along a path that ends at both ends and
never goes back (Sakoe & Chiba 1978, IEEE Trans. ASSP 26:43, without a window). Each channel has distances and
neighbours of its own, and the score of a stay is the mean over channels of the share of cases among its neighbours
(Moor et al. 2019, sec. 3.3).
"""

from collections.abc import Sequence

import numpy as np
from richlazy.errors import InputError

from studies.sepsis.methods.padding import Stays
from studies.sepsis.scores import auprc

# Stays that are compared at once, which bounds the memory, and parts of the training stays by their length.
TOGETHER, GROUPS = 25, 4


def distances(
    horizons: Sequence[np.ndarray], lengths: np.ndarray, training: np.ndarray, training_lengths: np.ndarray
) -> np.ndarray:
    """Distances of one channel, float32 [horizon, stay, training stay].

    horizons: the same stays cut at several horizons, the longest first, each hourly values without gaps [stay, hour];
    lengths: their rows, int [horizon, stay]; training: [stay, hour], with training_lengths [stay]. All horizons come
    from one pass, since a path to an earlier hour is part of it: stays that are cut earlier may differ in their last
    row alone, which holds less than an hour. Raises ValueError where they differ in another, and for other shapes.
    """
    series, lengths = np.asarray(horizons[0], dtype=np.float32), np.asarray(lengths, dtype=int)
    if lengths.shape != (len(horizons), len(series)) or (lengths > lengths[0]).any() or lengths.min() < 1:
        raise ValueError(f"lengths of shape {lengths.shape}: allowed is [horizon, stay], the longest first, at least 1")
    last = np.empty(lengths.shape, np.float32)
    for number, values in enumerate(np.asarray(part, dtype=np.float32) for part in horizons):
        hours = values.shape[1]
        inner = np.arange(hours) < lengths[number][:, None] - 1
        if (values != series[:, :hours])[inner].any():
            raise ValueError(f"horizon number {number}: rows before the last differ from those of the first horizon")
        last[number] = values[np.arange(len(series)), lengths[number] - 1]
    found = np.empty((*lengths.shape, len(training)), np.float32)
    training_ends = np.asarray(training_lengths) - 1
    # Series of like length are together, so that short ones do not wait for the end of long ones.
    groups = np.array_split(np.argsort(training_ends, kind="stable"), GROUPS)
    order = np.argsort(lengths[0], kind="stable")
    for group in filter(len, groups):
        columns = np.ascontiguousarray(training[group, : training_ends[group].max() + 1].T, dtype=np.float32)[:, None]
        for start in range(0, len(series), TOGETHER):
            rows = order[start : start + TOGETHER]
            part = np.empty((len(horizons), len(rows), len(group)), np.float32)
            _fill(part, series[rows], last[:, rows], lengths[:, rows] - 1, columns, training_ends[group])
            found[:, rows[:, None], group] = part
    return np.sqrt(found, out=found)


def _fill(
    found: np.ndarray,
    series: np.ndarray,
    last: np.ndarray,
    ends: np.ndarray,
    columns: np.ndarray,
    training_ends: np.ndarray,
) -> None:
    """Squared distances into `found` [horizon, stay, training stay], by the recursion over hours of both.

    series [stay, hour]; ends [horizon, stay]: last hour, where the value is `last` [horizon, stay]; columns [hour, 1,
    training stay]; training_ends: last hour, [training stay].
    """
    # Row i holds the cost of the best path to (i, j) at index j + 1; index 0 is before the first hour.
    costs = np.full((len(columns) + 1, len(series), columns.shape[2]), np.inf, np.float32)
    costs[0] = 0
    for hour in range(int(ends.max()) + 1):
        for number, stay in zip(*np.nonzero(ends == hour), strict=True):
            row = _next_row(costs[:, stay : stay + 1], last[number, stay : stay + 1], columns)
            found[number, stay] = row[training_ends + 1, 0, np.arange(columns.shape[2])]
        costs = _next_row(costs, series[:, hour], columns)


def _next_row(costs: np.ndarray, values: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Row of costs [1 + hour, stay, training stay] after one more hour with `values` [stay]."""
    row = np.empty_like(costs)
    row[0] = np.inf
    np.minimum(costs[1:], costs[:-1], out=row[1:])
    added = np.square(values[:, None] - columns)
    for before, best, cost in zip(row[:-1], row[1:], added, strict=True):
        np.minimum(best, before, out=best)
        best += cost
    return row


def shares(distance: np.ndarray, cases: np.ndarray, counts: Sequence[int]) -> np.ndarray:
    """Mean over channels of the share of cases among the k nearest training stays, [k, stay], for each k of `counts`.

    distance: [channel, stay, training stay]; cases: of the training stays, bool. At equal distance the earlier training
    stay is nearer. Raises InputError for a k that is not within the training stays.
    """
    check_counts(counts, len(cases))
    nearest = np.argsort(distance, axis=2, kind="stable")[..., : max(counts)]
    ahead = np.cumsum(np.asarray(cases, dtype=float)[nearest], axis=2)
    return np.stack([ahead[..., count - 1].mean(0) / count for count in counts])


def scores(cut: Sequence[Stays], training: Stays, counts: Sequence[int]) -> np.ndarray:
    """Score of each stay for each k, float64 [horizon, k, stay]; the distances of one channel at a time are in memory.

    cut: the same stays at several horizons, the longest first. Raises InputError as `shares` does, before any distance.
    """
    check_counts(counts, len(training.cases))
    lengths, channels = np.stack([stays.lengths for stays in cut]), training.grid.shape[2]
    total = np.zeros((len(cut), len(counts), len(cut[0].cases)))
    for channel in range(channels):
        grids = [stays.grid[..., channel] for stays in cut]
        found = distances(grids, lengths, training.grid[..., channel], training.lengths)
        total += [shares(distance[None], training.cases, counts) for distance in found]
    return total / channels


def choose_count(found: np.ndarray, cases: np.ndarray, counts: Sequence[int]) -> int:
    """The k of highest AUPRC, the first of `counts` among equals; found: scores of the validation part at horizon 0,
    [k, stay], with its `cases`."""
    return int(counts[int(np.argmax([auprc(row, cases) for row in found]))])


def check_counts(counts: Sequence[int], training_stays: int) -> None:
    """Raise InputError for a k below 1 or larger than the training part."""
    wrong = [int(count) for count in counts if not 1 <= count <= training_stays]
    if wrong or not len(counts):
        raise InputError(
            f"neighbours {wrong}: the training part has {training_stays} stays; allowed are 1 to {training_stays}: "
            f"write `neighbours: [1, {training_stays}]`"
        )
