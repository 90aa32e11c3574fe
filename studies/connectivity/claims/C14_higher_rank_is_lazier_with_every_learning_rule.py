"""C14: C1 is no property of back-propagation; it holds for learning rules that a brain could run."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Row, Settings, compare, judge
from richlazy.scoring.trends import follow
from richlazy.statistics.contrast import contrast
from richlazy.statistics.finding import join_notes

from studies.connectivity.analysis.learning_rules import CHANGE, not_learned, with_change_dimension

NEEDS = ("rule", "rank")
FAMILY = "its rows on one measure"
STATEMENT = (
    "That higher-rank initial matrices learn lazier is no property of back-propagation: with every learning rule, "
    "kernel and representation alignment rise with rank and the weight change falls. The change that RFLO makes is of "
    "lower dimension than that of the gradient."
)
DIRECTIONS = {"kernel_alignment": "rises", "representation_alignment": "rises", "weight_change": "falls"}


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per measure, rule and task, and over tasks, at the last step; then per rank for the dimension of the change.

    As in C1, the rows on one measure are a family of Holm's method. The note of a row says how many of its runs have
    not learned their task. Raises MissingSweep without swept NEEDS.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "claim C14")
    test_settings, step = Settings.of(settings), reading.last_step(measures)
    notes, rows = dict(_notes(measures.sel(step=step))), []
    for measure, direction in DIRECTIONS.items():
        comparisons = compare(
            measures,
            measure,
            step,
            lambda _, direction=direction: f"{direction} with rank",
            lambda values: follow(values, test_settings, "ranks"),
            "rank",
        )
        noted = [_with_note(comparison, notes.get(comparison.task, "")) for comparison in comparisons]
        rows += judge("C14", STATEMENT, noted, test_settings)
    return rows + judge("C14", STATEMENT, _dimensions(measures, step, test_settings), test_settings)


def _dimensions(measures: xr.Dataset, step: int, settings: Settings) -> list[Comparison]:
    """Whether the change is of lower dimension with RFLO than with the gradient, where an experiment has both."""
    pair = ["gradient", "rflo"]
    if not set(pair) <= set(measures.rule.values.tolist()) or "change_singular_values" not in measures:
        return []
    return compare(
        with_change_dimension(measures.sel(rule=pair)),
        CHANGE,
        step,
        lambda _: "smaller with rflo than with gradient",
        lambda values: contrast(values[..., 1], values[..., 0], settings.confidence),
        "rule",
    )


def _notes(last: xr.Dataset) -> Iterator[tuple[str, str]]:
    """By the labels of `compare`, how many runs of a rule have not learned."""
    failed, planned = not_learned(last), last.diverged.notnull()
    for group in reading.groups(last, without=("rank",)):
        yield reading.label(last, group), _note(failed.sel(group), planned.sel(group))
    for group in reading.groups(last, without=("rank", "task")):
        yield reading.label(last, group, task="all tasks"), _note(failed.sel(group), planned.sel(group))


def _note(failed: xr.DataArray, planned: xr.DataArray) -> str:
    count = int(failed.sum())
    return f"{count} of {int(planned.sum())} runs are nearer to chance than to the highest accuracy" if count else ""


def _with_note(comparison: Comparison, words: str) -> Comparison:
    finding = comparison.finding
    return replace(comparison, finding=replace(finding, note=join_notes(words, finding.note)))
