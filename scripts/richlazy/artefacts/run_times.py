"""Run times of jobs: the tables that Snakemake writes beside the results (`benchmark` of a rule), and times as text."""

import csv
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

# Stages whose files are tables of an experiment, in a folder of its name.
_OF_EXPERIMENT = ("aggregate", "simulate", "claims")


class RunTime(NamedTuple):
    """What a job took: seconds of time, seconds of processor time, and the largest memory in MB; None: not recorded."""

    seconds: float
    processor: float | None
    memory: float | None


def job_file(path: str, stage: str, kind: str) -> str:
    """Path of the benchmark or log of the job that made a file.

    path, stage: of the file, as in `lineage.Origin`. kind: `benchmarks` or `logs`.
    """
    file = PurePosixPath(path)
    suffix = {"benchmarks": "tsv", "logs": "log"}[kind]
    if stage in _OF_EXPERIMENT:
        return f"{file.parent.parent / kind / stage / file.parent.name}.{suffix}"
    if stage == "scorecard":
        return f"{file.parent / kind / file.stem}.{suffix}"
    return f"{file.parent.parent / kind / file.parent.name / file.stem}.{suffix}"


def read_run_time(path: Path) -> RunTime | None:
    """The run time in a benchmark; None where there is none that can be read."""
    with suppress(OSError, ValueError, KeyError, StopIteration), path.open(encoding="utf-8", newline="") as table:
        row = next(csv.DictReader(table, delimiter="\t"))
        return RunTime(float(row["s"]), _number(row.get("cpu_time")), _number(row.get("max_rss")))
    return None


def _number(text: str | None) -> float | None:
    """A number; None for what Snakemake writes of a job that ended before it was looked at."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def duration(seconds: float) -> str:
    """A time for reading, in at most two units; 0 s for less than none."""
    whole = max(0, round(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min {whole % 60} s" if minutes else f"{whole} s"
