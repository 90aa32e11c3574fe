"""Tell what a run would do, what is shared, and what time and disk it is expected to take."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from richlazy.command_line.config import configfile, project_of

if TYPE_CHECKING:
    from richlazy.command_line.durations import Durations
    from richlazy.command_line.work import Work

_GIB = 2**30
_EXAMPLES = """\b
Examples:
  richlazy plan
  richlazy plan rank --configfile config/quick.yaml
  richlazy plan mine --configfile config/quick.yaml --calibrate
"""
# Share of a core below which a machine is said to have done other work.
_BUSY = 0.7
_CONFIGS = (".yaml", ".yml", ".json")
_BASES = {
    "equal": "from equal jobs that were done here",
    "steps": "from steps that were timed now",
    "scaled": "from other jobs that were done here, scaled to the size",
    "": "not known",
}


@click.command(epilog=_EXAMPLES, short_help="What a run would do, what is shared, time and disk.")
@click.argument("targets", nargs=-1)
@configfile
@click.option(
    "--calibrate", is_flag=True, help="Time some steps of trainings of which no equal one was done here, 1 s for each."
)
@click.option("--cores", type=click.IntRange(1), help="Number of cores (default: those of this machine).")
def command(targets: tuple[str, ...], files: tuple[Path, ...], calibrate: bool, cores: int | None) -> None:
    """Tell what `snakemake TARGETS --configfile FILE` would do. Nothing is run, and no result is written.

    TARGETS are those of Snakemake: a study, an experiment, `everything` or a file of the results; none is the paper.
    Further config files may follow the first, as for Snakemake.

    Times are those of jobs that Snakemake measured here (results/benchmarks): of equal jobs where there are such,
    otherwise of other jobs, scaled to the size. Where nothing was measured the time is not known; --calibrate then
    times steps. The disk space is a lower bound, of weights, losses and trials.
    """
    from richlazy.command_line.durations import measured
    from richlazy.command_line.work import work_of
    from richlazy.planning.result_plans import Results
    from richlazy.planning.targets import asked_for, check_targets, groups

    further = [Path(target) for target in targets if Path(target).suffix in _CONFIGS]
    targets = tuple(target for target in targets if Path(target).suffix not in _CONFIGS)
    project = project_of([*files, *further])
    results = Results(project)
    asked = asked_for(targets, project)
    check_targets(targets, dict.fromkeys(groups(project), False), results)
    work = work_of(project, results, asked)
    steps = None
    if calibrate:
        from richlazy.command_line.calibration import timed_steps

        known = measured(Path(), project.output)
        trainings = [one for one in work.artefacts["train"] if known.of_artefact(one).basis != "equal"]
        steps = timed_steps(trainings, partial(click.echo, err=True))
    durations = measured(Path(), project.output, steps)
    click.echo("\n".join([*shares(work), "", *jobs(work), "", *costs(work, durations, cores or _cores())]))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shares(work: Work) -> list[str]:
    """A line for each experiment: its trainings, and which of them are there or shared."""
    head = ["experiment", "conditions", "networks", "trainings", "there", "to make", "shared"]
    rows = [
        [
            one.experiment,
            *(str(n) for n in (one.conditions, one.networks, one.trainings, one.there, one.to_make, one.shared)),
        ]
        for one in work.shares
    ]
    note = ["shared: trainings to make that an experiment above needs, too; they are made once"]
    return [*_table([head, *rows]), *(note if any(one.shared for one in work.shares) else [])]


def jobs(work: Work) -> list[str]:
    """A line for each stage: how many artefacts are there and how many are to be made; then results and files."""
    rows = [["stage", "there", "to make"]]
    rows += [[stage, str(work.there[stage]), str(len(found))] for stage, found in work.artefacts.items()]
    rows.append(["tables, figures, pages", str(work.up_to_date), str(len(work.results))])
    fetched = [f"to fetch: {', '.join(work.fetched)}"] if work.fetched else []
    return [*_table(rows), *fetched]


def costs(work: Work, durations: Durations, cores: int) -> list[str]:
    """Lines on time and disk."""
    if not work.jobs:
        return ["Nothing is to be done."]
    estimates = [(stage, durations.of_artefact(one)) for stage, found in work.artefacts.items() for one in found]
    estimates += [("tables, figures, pages", durations.of_result(one)) for one in work.results]
    lines = [f"{work.jobs} jobs"]
    for basis, words in _BASES.items():
        stages = [stage for stage, estimate in estimates if estimate.basis == basis]
        if stages:
            told = (
                _time(sum(estimate.seconds for _, estimate in estimates if estimate.basis == basis)) if basis else "?"
            )
            counted = ", ".join(f"{stages.count(stage)} {stage}" for stage in dict.fromkeys(stages))
            lines.append(f"  {words}: {told} ({counted})")
    if any(estimate.basis for _, estimate in estimates):
        lines += _totals(estimates, durations, cores)
    if any(stage == "train" and not estimate.basis for stage, estimate in estimates):
        lines.append(
            "time of trainings: not known, since none like them was done here; --calibrate times some of their steps"
        )
    stored = sum(_stored(work))
    free = shutil.disk_usage(Path.cwd()).free
    lines.append(f"disk: at least {_size(stored)}; {_size(free)} are free")
    return lines


def _totals(estimates: list, durations: Durations, cores: int) -> list[str]:
    """Lines on the time of all jobs together."""
    seconds = [estimate.seconds for _, estimate in estimates]
    least = "" if all(estimate.basis for _, estimate in estimates) else "at least "
    together = max(sum(seconds) / cores, max(seconds))
    lines = [f"time of one core: {least}{_time(sum(seconds))}; on {cores} cores {least}{_time(together)}"]
    share = durations.share_of_core
    of_jobs = sum(estimate.seconds for _, estimate in estimates if estimate.basis in ("equal", "scaled"))
    if share < _BUSY and of_jobs:
        alone = sum(seconds) - (1 - share) * of_jobs
        lines.append(
            f"  the jobs that were done here had {share:.0%} of a core, since the machine did other work; with a whole "
            f"one it would be {least}{_time(alone)}"
        )
    return lines


def _stored(work: Work) -> Iterable[float]:
    from richlazy.planning.machine_sizes import stored

    return (stored(one) for found in work.artefacts.values() for one in found)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _size(size: float) -> str:
    return f"{size / _GIB:.1f} GiB" if size > 0.1 * _GIB else f"{size / 2**20:.0f} MiB"


def _table(rows: list[list[str]]) -> list[str]:
    """Lines of a table: the first column to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]
