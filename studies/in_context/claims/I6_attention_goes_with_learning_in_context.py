"""I6: learning in context goes with the two attention patterns of an induction head."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.hypercube.condition_grid import tabulate
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.statistics.across_conditions import across_conditions

from studies.in_context.analysis.scores import ATTENTION, CONTEXT

NEEDS = ()
STATEMENT = (
    "Over conditions and steps of a seed, the accuracy in context goes with the attention of the query to labels of "
    "its class and with that of label tokens to their own item (Reddy 2024; Singh et al. 2024)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row for each of the two patterns: rank correlations within seeds, over all conditions and checkpoints."""
    tests, table = Settings.of(settings), tabulate(measures)
    rows = []
    for name in ATTENTION:
        finding = across_conditions(_points(table, name), _points(table, CONTEXT), tests.confidence)
        words = f"rises with {CONTEXT.replace('_', ' ')}"
        lost = reading.diverged_runs(measures)
        rows.append(Comparison(name, None, reading.only_task(measures), words, finding, diverged=lost))
    return judge("I6", STATEMENT, rows, tests)


def _points(table: xr.Dataset, name: str) -> np.ndarray:
    """A measure at every condition and checkpoint, [seed, task, point]."""
    ordered = table[name].transpose("seed", "task", "condition", "step").values
    return ordered.reshape(*ordered.shape[:2], -1)
