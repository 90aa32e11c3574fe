"""C6: initial matrices of low rank are little aligned with the targets, and the less aligned one is, the richer the
learning."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.hypercube.condition_grid import paired_values, tabulate
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.scoring.trends import trends
from richlazy.statistics.across_conditions import across_conditions
from richlazy.statistics.finding import Finding
from richlazy.statistics.within_conditions import within_conditions

from studies.connectivity.analysis.learned import only_learned

STATEMENT = (
    "In recurrent networks, low-rank initial matrices have a low alignment of the tangent kernel with the targets; the "
    "less aligned the initial matrix, the richer the learning."
)
FAMILY = "its rows of one question"
ALIGNMENT = "kernel_target_alignment"
# What lazier learning does to a measure, and so what a more aligned initial matrix is predicted to do.
PREDICTED = {"kernel_alignment": "rises", "representation_alignment": "rises", "weight_change": "falls"}


def _across(first: np.ndarray, second: np.ndarray, settings: Settings) -> Finding:
    return across_conditions(first, second, settings.confidence)


def _within(first: np.ndarray, second: np.ndarray, settings: Settings) -> Finding:
    return within_conditions(first, second, settings.confidence, settings.resamples, settings.seed)


QUESTIONS = {"across conditions": _across, "within conditions": _within}


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per task, and over tasks, in three questions, each a family of Holm's method.

    Where rank is swept: does the initial alignment rise with it? Then, of the measures in PREDICTED at the last step:
    do they go with the initial alignment across conditions, and do they among the seeds of one condition? A condition
    is any combination of swept values other than the task. A network that did not learn its task (`analysis.learned`)
    counts as diverged.
    """
    test_settings = Settings.of(settings)
    rows = []
    if measures.sizes.get("rank", 1) > 1:
        rows += trends("C6", STATEMENT, measures, [(ALIGNMENT, 0)], "rises", settings, "rank")
    table = tabulate(only_learned(measures))
    for question, associate in QUESTIONS.items():
        comparisons = [
            comparison
            for measure in PREDICTED
            for comparison in _comparisons(table, measure, question, associate, test_settings)
        ]
        rows += judge("C6", STATEMENT, comparisons, test_settings)
    return rows


def _comparisons(
    table: xr.Dataset, measure: str, question: str, associate: Callable[..., Finding], test_settings: Settings
) -> Iterator[Comparison]:
    step = reading.last_step(table)
    aligned, learned = paired_values(table, (ALIGNMENT, 0), (measure, step))
    direction = f"{PREDICTED[measure]} with initial alignment {question}"
    for label, tasks in _parts(table):
        finding = associate(aligned[:, tasks], learned[:, tasks], test_settings)
        diverged = reading.diverged_runs(table.isel(task=tasks))
        yield Comparison(measure, step, label, direction, finding, diverged=diverged)


def _parts(table: xr.Dataset) -> Iterator[tuple[str, np.ndarray]]:
    """Label and places of every task, then of all of them where there are several."""
    names = [str(name) for name in table.task.values]
    yield from ((name, np.array([place])) for place, name in enumerate(names))
    if len(names) > 1:
        yield "all tasks", np.arange(len(names))
