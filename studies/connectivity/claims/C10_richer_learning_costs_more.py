"""C10: the lower the rank of the initial matrix, and so the richer the learning, the more it costs."""

from collections.abc import Mapping
from dataclasses import replace

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row
from richlazy.scoring.trends import trends

from studies.connectivity.analysis.learning_cost import at_common_loss, costs

NEEDS = ("rank",)
STATEMENT = (
    "Richer learning costs more: the path that the recurrent weights take in learning, and the activity of the "
    "network, fall with the rank of the initial matrix, at equal loss as after equally long training."
)
FAMILY = "its rows of one question"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per cost and task, and over tasks, at the lowest loss that all runs of a task reach, and at the last step.

    The two questions are two families of Holm's method. Raises MissingSweep without a swept rank, and InputError where
    the experiment did not track paths.
    """
    reading.require(measures, "rank", "claim C10")
    names, last = costs(measures, "claim C10"), reading.last_step(measures)
    wanted = [(name, last) for name in names]
    table = at_common_loss(measures, names)
    levels = {
        reading.label(table, group): float(table.level.sel(group)) for group in reading.groups(table, without=("rank",))
    }
    equal = trends("C10", STATEMENT, table, wanted, "falls", settings, "rank")
    return [
        *(replace(row, step=None, task=f"{row.task}, {_level_words(levels.get(row.task))}") for row in equal),
        *trends("C10", STATEMENT, measures, wanted, "falls", settings, "rank"),
    ]


def _level_words(level: float | None) -> str:
    """The loss at which runs are compared; over all tasks there is one for each."""
    return "at equal loss" if level is None else f"at loss {level:.3f}"
