"""Selection of the conditions and seeds for an association, if runs diverged or were never planned."""

from typing import NamedTuple

import numpy as np

from richlazy.statistics import censored
from richlazy.statistics.finding import censored_note, dropped_note, join_notes

# A condition that lost more of its seeds than this is left out, so that it does not take those seeds with it.
MOST_LOST = 0.5


class Complete(NamedTuple):
    """Two measures without missing values.

    tasks: for every task with a remaining condition, both measures, [seed, condition] each, over the same seeds.
    """

    tasks: list[tuple[np.ndarray, np.ndarray]]
    seeds: int
    dropped: int
    note: str
    censored: int = 0


def complete_runs(first: np.ndarray, second: np.ndarray) -> Complete:
    """Leave out conditions that lost more than half of their seeds, then seeds that lack a value in what remains.

    `first` and `second` are [seed, task, condition], NaN where a run has no value, +inf where it never reached one; a
    condition in which `first` has no value at all was never run and is not counted. Raises ValueError when the shapes
    differ or are not of three axes.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    if first.shape != second.shape or first.ndim != 3:
        raise ValueError(f"an association needs two [seed, task, condition], got {first.shape} and {second.shape}")
    if not len(first):
        return Complete([], 0, 0, "")
    known = censored.known(first) & censored.known(second)
    remaining = known.mean(0) >= 1 - MOST_LOST
    lost = int((censored.known(first).any(0) & ~remaining).sum())
    usable = (known | ~remaining).all((1, 2)) & remaining.any()
    tasks = [
        (first[usable, task][:, conditions], second[usable, task][:, conditions])
        for task, conditions in enumerate(remaining)
        if conditions.any()
    ]
    dropped = int((~usable).sum())
    never = sum(censored.count(one, other) for one, other in tasks)
    note = join_notes(_lost_note(lost), dropped_note(dropped), censored_note(never))
    return Complete(tasks, int(usable.sum()), dropped, note, never)


def _lost_note(lost: int) -> str:
    if lost == 0:
        return ""
    return f"{lost} {'condition' if lost == 1 else 'conditions'} left out (more than half of the runs have no value)"
