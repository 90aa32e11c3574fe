"""C3: experimentally driven matrices have a lower effective rank than their null models, and learn richer."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.statistics.contrast import contrast

from studies.connectivity.analysis.circuits_and_nulls import (
    ITSELF,
    Pair,
    learned_values,
    matrix_values,
    pairs,
    shared_tasks,
    tabulate,
)
from studies.connectivity.analysis.learned import only_learned

NEEDS = ("connectivity", "null_model")
COMPARES = {"null_model": ("none", "gaussian")}
STATEMENT = (
    "Experimentally driven initial matrices have a lower effective rank than their random null models, and learn "
    "richer: their tangent-kernel alignment after training is lower."
)
FAMILY = "its rows of one question"
DIRECTION = "smaller in the circuit than in its null model"
# A null model that is made to have the effective rank of its circuit can say nothing about that rank.
MATCHED_IN_RANK = ("rank_matched",)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per circuit and null model: effective rank at step 0; kernel alignment at the last step, over tasks and by
    task.

    These three questions are three families of Holm's method, since one family of all rows could not reach any verdict
    with ten seeds: the least p of the test is 1/1024. Rows by task are those of pairs that share several tasks.
    Pairs that the experiment did not run have no row. A network that did not learn its task (`analysis.learned`) counts
    as diverged: it has no say in how richly circuits learn. Raises MissingSweep without a swept connectivity or
    null_model, and InputError where no circuit has a null model.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "claim C3")
    test_settings = Settings.of(settings)
    table = tabulate(only_learned(measures))
    compared = pairs(table, "claim C3")
    ranks = [_rank(table, pair, test_settings) for pair in compared if pair.null not in MATCHED_IN_RANK]
    families = (
        ranks,
        _pooled_alignments(table, compared, test_settings),
        _alignments_by_task(table, compared, test_settings),
    )
    return [row for family in families for row in judge("C3", STATEMENT, family, test_settings)]


def _rank(table: xr.Dataset, pair: Pair, test_settings: Settings) -> Comparison:
    circuit = matrix_values(table, "effective_rank", pair.circuit, ITSELF)
    null = matrix_values(table, "effective_rank", pair.circuit, pair.null)
    return Comparison(
        "effective_rank", 0, _label("-", pair), DIRECTION, contrast(circuit, null, test_settings.confidence)
    )


def _pooled_alignments(table: xr.Dataset, compared: list[Pair], test_settings: Settings) -> list[Comparison]:
    """One row a pair, over all tasks that it shares."""
    step = reading.last_step(table)
    last = table.sel(step=step)
    shared = [(pair, shared_tasks(last, pair)) for pair in compared]
    return [_alignment(last, step, pair, tasks, test_settings) for pair, tasks in shared if tasks]


def _alignments_by_task(table: xr.Dataset, compared: list[Pair], test_settings: Settings) -> list[Comparison]:
    """One row a task, task by task, of the pairs that share more than one."""
    step = reading.last_step(table)
    last = table.sel(step=step)
    shared = {pair: shared_tasks(last, pair) for pair in compared}
    pairs_and_tasks = [(pair, task) for task in last.task.values.tolist() for pair in compared if len(shared[pair]) > 1]
    return [
        _alignment(last, step, pair, [task], test_settings) for pair, task in pairs_and_tasks if task in shared[pair]
    ]


def _alignment(last: xr.Dataset, step: int, pair: Pair, tasks: list[str], test_settings: Settings) -> Comparison:
    circuit = learned_values(last, "kernel_alignment", pair.circuit, ITSELF, tasks)
    null = learned_values(last, "kernel_alignment", pair.circuit, pair.null, tasks)
    runs = last.sel(connectivity=pair.circuit, null_model=[ITSELF, pair.null], task=tasks)
    everywhere = 1 < len(tasks) == last.sizes["task"]
    return Comparison(
        "kernel_alignment",
        step,
        _label("all tasks" if everywhere else " + ".join(tasks), pair),
        DIRECTION,
        contrast(circuit, null, test_settings.confidence),
        diverged=reading.diverged_runs(runs),
    )


def _label(task: str, pair: Pair) -> str:
    return f"{task}, {pair.circuit} vs {pair.null}".removeprefix("-, ")
