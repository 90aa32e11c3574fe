"""Rows of the scorecard: the tests of a claim on the parts of an experiment, and their verdicts."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from richlazy.hypercube import reading
from richlazy.statistics.finding import Finding, join_notes
from richlazy.statistics.verdict import Decision, decide

SIGNS = {"rises": 1, "greater": 1, "agrees": 1, "falls": -1, "smaller": -1}


@dataclass(frozen=True)
class Row:
    """One row of the scorecard.

    task: label of the tested part, with the task and the other swept values. step: the tested training step, None for
    training until convergence and for comparisons at equal loss. mean, difference_mean: means over seeds beside effect
    and difference, which are Hodges-Lehmann estimates in contrasts. seeds: number of replicates. censored: number of
    runs that never reached what is measured. replicate: kind of the replicates, "seed" or "split".
    """

    claim: str
    statement: str
    measure: str
    step: int | None
    task: str
    test: str
    direction: str
    effect_name: str
    effect: float
    interval_low: float
    interval_high: float
    mean: float
    difference: float
    difference_low: float
    difference_high: float
    difference_mean: float
    p: float
    p_adjusted: float
    p_contrary: float
    p_contrary_adjusted: float
    seeds: int
    censored: int
    diverged: int
    verdict: str
    note: str = ""
    replicate: str = "seed"


@dataclass(frozen=True)
class Settings:
    """Settings of the tests: level of the intervals, level of the tests, number of bootstrap draws and their seed."""

    confidence: float = 0.95
    alpha: float = 0.05
    resamples: int = 9999
    seed: int = 0

    @classmethod
    def of(cls, values: Mapping) -> "Settings":
        """Settings from a mapping; missing keys have their defaults. Raises TypeError for an unknown key."""
        return cls(**values)


@dataclass(frozen=True)
class Comparison:
    """One test of a claim before its verdict."""

    measure: str
    step: int | None
    task: str
    direction: str
    finding: Finding
    diverged: int = 0


def blocks(measures: xr.Dataset, along: str) -> Iterator[tuple[str, xr.Dataset]]:
    """The parts of an experiment that a claim tests one by one, each with its label and dims (task, `along`, ...).

    Every combination of the swept values other than `along` is a part with one task. If the experiment sweeps several
    tasks, a part over all tasks follows for each combination of the remaining values. Points that the grids of the
    experiment leave out do not count: a part without any run is skipped, and a task without any run is not among "all
    tasks". A part has those values of `along` that were run in each of its tasks, since networks of different size have
    different ranks.
    """
    for name, part in _all_blocks(measures, along):
        run = part.diverged.notnull()
        everywhere = run.any([dim for dim in run.dims if dim not in ("task", along)]).all("task")
        if everywhere.any():
            yield name, part.sel({along: everywhere})


def _all_blocks(measures: xr.Dataset, along: str) -> Iterator[tuple[str, xr.Dataset]]:
    for group in reading.groups(measures, without=(along,)):
        part = measures.sel(group)
        yield reading.label(measures, group), part.expand_dims("task") if "task" not in part.dims else part
    if measures.sizes.get("task", 1) > 1:
        for group in reading.groups(measures, without=(along, "task")):
            part = measures.sel(group)
            run = part.diverged.notnull().any([dim for dim in part.diverged.dims if dim != "task"])
            if run.sum() > 1:
                yield reading.label(measures, group, task="all tasks"), part.sel(task=run)


def compare(
    measures: xr.Dataset,
    measure: str,
    step: int,
    direction: Callable[[xr.Dataset], str],
    test: Callable[[np.ndarray], Finding],
    along: str,
) -> list[Comparison]:
    """Run `test` on the values [seed, task, `along`] of `measure` at `step` in each block; `along` in ascending order.

    direction: gives the prediction for a block, such as "falls with rank". Along rank, the note of a row says how many
    initial matrices have another rank than the point that they stand at.
    """
    needed = [measure, "diverged", *({"achieved_rank"} & set(measures.data_vars) if along == "rank" else ())]
    ordered = measures[needed].sel(step=step).sortby(along)
    comparisons = []
    for task, block in blocks(ordered, along):
        finding = test(block[measure].transpose("seed", "task", along).values)
        finding = replace(finding, note=join_notes(finding.note, _other_ranks_note(block)))
        diverged = reading.diverged_runs(block)
        comparisons.append(Comparison(measure, step, task, direction(block), finding, diverged=diverged))
    return comparisons


def _other_ranks_note(block: xr.Dataset) -> str:
    """How many initial matrices of a block have another rank than the label of their point, or nothing.

    What the planner knows of a matrix before it is drawn is in the labels. It does not know the ranks of null models.
    """
    if "achieved_rank" not in block:
        return ""
    known = block.achieved_rank.notnull()
    other = int((known & (block.achieved_rank != block["rank"])).sum())
    return f"{other} of {int(known.sum())} initial matrices have another rank than their label" if other else ""


def one_value_only(test: str, effect_name: str, what: str) -> Finding:
    """A finding without numbers, for an experiment with a single value of the compared quantity.

    what: that quantity in the plural, such as "ranks".
    """
    return Finding(test, effect_name, note=f"needs at least 2 {what}, has 1")


def judge(claim: str, statement: str, comparisons: Sequence[Comparison], settings: Settings) -> list[Row]:
    """The rows of a claim: all comparisons with their verdicts. Together they are one family of Holm's correction."""
    signs = [SIGNS[comparison.direction.split()[0]] for comparison in comparisons]
    decisions = decide([comparison.finding for comparison in comparisons], signs, settings.alpha)
    pairs = zip(comparisons, decisions, strict=True)
    return [_row(claim, statement, comparison, decision) for comparison, decision in pairs]


def of_replicates(row: Row, word: str) -> Row:
    """The row with its replicates called `word`, "seed" or "split"."""
    if word == row.replicate:
        return row
    texts = {field: re.sub(r"\bseed(s?)\b", rf"{word}\1", getattr(row, field)) for field in ("test", "note")}
    return replace(row, **texts, replicate=word)


def _row(claim: str, statement: str, comparison: Comparison, decision: Decision) -> Row:
    finding = comparison.finding
    return Row(
        claim=claim,
        statement=statement,
        measure=comparison.measure,
        step=comparison.step,
        task=comparison.task,
        test=finding.test,
        direction=comparison.direction,
        effect_name=finding.effect_name,
        effect=finding.effect,
        interval_low=finding.interval_low,
        interval_high=finding.interval_high,
        mean=finding.mean,
        difference=finding.difference,
        difference_low=finding.difference_low,
        difference_high=finding.difference_high,
        difference_mean=finding.difference_mean,
        p=decision.p,
        p_adjusted=decision.p_adjusted,
        p_contrary=decision.p_contrary,
        p_contrary_adjusted=decision.p_contrary_adjusted,
        seeds=finding.seeds,
        censored=finding.censored,
        diverged=comparison.diverged,
        verdict=decision.verdict,
        note=decision.note,
    )
