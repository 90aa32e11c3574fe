"""How long jobs are expected to take, from the times that Snakemake measured of jobs that were done."""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from richlazy.artefacts import sealed
from richlazy.contracts.artefact import Artefact
from richlazy.contracts.parts import DERIVED, REPLICATE, Part
from richlazy.planning.resources import batch_size, network_size, time_steps
from richlazy.planning.result_plans import Result

# The small operations of a training step take as long as so many products of a weight with an activity: 0.15 ms beside
# 0.78 ms of products of 300 units, batch 32 and 8 time steps, as the README measures it.
_SMALL_OPERATIONS = 300**2 * 32 * 8 * 0.15 / 0.78
# Most jobs of a stage that are looked at, the latest first.
_MOST = 200
# General parameters of training on which the time of a step depends, beside those that the learner declares.
_OF_STEP = ("hidden", "batch", "rule", "optimizer", "objective", "centre", "precision", "tracked", "constraint")
# At most this share of a job is taken for its start.
_LARGEST_START = 0.5


class Estimate(NamedTuple):
    """Seconds of a job, and from what: "equal" jobs, others "scaled" to its size, "steps" that were timed, or "" where
    nothing is known (the seconds are then 0)."""

    seconds: float
    basis: str


@dataclass(frozen=True)
class Job:
    """A job that was done: what it made, how many seconds it took, and how many of these a core worked for it."""

    stage: str
    parameters: Mapping[str, object]
    seeds: int
    seconds: float
    worked: float


class Durations:
    """Times of jobs that were done in a working directory.

    jobs: of stages with artefacts. others: seconds of jobs that make tables, figures and pages, by rule. steps: timed
    seconds of a step of one network, by `shape_of`.
    """

    def __init__(
        self, jobs: Iterable[Job], others: Mapping[str, list[float]], steps: Mapping[tuple, float] | None = None
    ):
        self._jobs: dict[str, list[Job]] = {}
        for job in jobs:
            self._jobs.setdefault(job.stage, []).append(job)
        self._others, self._steps = others, dict(steps or {})
        short = [job.seconds for stage in ("trials", "connectivity") for job in self._jobs.get(stage, [])]
        self._start = min([*short, *(second for rule in others.values() for second in rule)], default=0.0)

    @property
    def share_of_core(self) -> float:
        """Share of the time of these jobs in which a core worked for them: small where the machine did other work."""
        jobs = [job for known in self._jobs.values() for job in known]
        return sum(job.worked for job in jobs) / sum(job.seconds for job in jobs) if jobs else 1.0

    def of_artefact(self, artefact: Artefact) -> Estimate:
        """Expected time of the job of an artefact."""
        known, parameters = self._jobs.get(artefact.stage, []), artefact.parameters
        if artefact.stage == REPLICATE and (same := [job.seconds for job in known if job.parameters == parameters]):
            return Estimate(median(same), "equal")
        if artefact.stage not in ("train", "measure"):
            return Estimate(median(job.seconds for job in known), "scaled") if known else Estimate(0, "")
        equal = [self._rate(job) for job in known if shape_of(artefact.stage, job.parameters) == self._shape(artefact)]
        amount = amount_of(artefact.stage, parameters, len(artefact.seeds))
        if equal:
            return Estimate(self._start + median(equal) * amount, "equal")
        if artefact.stage == "train" and self._shape(artefact) in self._steps:
            return Estimate(self._start + self._steps[self._shape(artefact)] * amount, "steps")
        products = products_of(parameters)
        alike = [job for job in known if job.parameters["learner"] == parameters["learner"]]
        scaled = [self._rate(job) * products / other for job in alike if (other := products_of(job.parameters))]
        if products and scaled:
            return Estimate(self._start + median(scaled) * amount, "scaled")
        return Estimate(0, "")

    def of_result(self, result: Result) -> Estimate:
        """Expected time of a job that makes a table, a figure or a page."""
        known = self._others.get(_rule(result.log), [])
        return Estimate(median(known), "scaled") if known else Estimate(0, "")

    def _shape(self, artefact: Artefact) -> tuple:
        return shape_of(artefact.stage, artefact.parameters)

    def _rate(self, job: Job) -> float:
        """Seconds a network and step, or checkpoint, without the start of the job."""
        start = min(self._start, _LARGEST_START * job.seconds)
        return (job.seconds - start) / amount_of(job.stage, job.parameters, job.seeds)


def shape_of(stage: str, parameters: Mapping) -> tuple:
    """What the time of a step, or of a checkpoint, depends on."""
    own = Part("learner", str(parameters["learner"])).parameters
    names = [name for name in dict.fromkeys([*_OF_STEP, *own]) if name in parameters]
    shape = (parameters["learner"], time_steps(parameters), *((name, str(parameters[name])) for name in names))
    if stage == "train":
        return shape
    looked_at = ("kernel_trials", "probe_trials", "test_trials")
    return (*shape, tuple(parameters["measures"]), *(parameters[name] for name in looked_at))


def amount_of(stage: str, parameters: Mapping, seeds: int) -> int:
    """Number of steps of single networks in a training, or of checkpoints of single networks in a measurement."""
    return seeds * (parameters["steps"] if stage == "train" else len(parameters["checkpoints"]) + 1)


def products_of(parameters: Mapping) -> float:
    """Products of a training step, with what small operations count; 0 for a learner of unknown size."""
    if Part("learner", str(parameters["learner"])).function("size") is None:
        return 0.0
    products = network_size(parameters).weights * batch_size(parameters) * max(1, time_steps(parameters))
    return products + _SMALL_OPERATIONS


def measured(folder: Path, output: str, steps: Mapping[tuple, float] | None = None) -> Durations:
    """The times that Snakemake kept of the jobs of a working directory; output: its folder of tables and figures."""
    jobs = []
    for stage in ("trials", "connectivity", *DERIVED, REPLICATE):
        files = (folder / "results" / "benchmarks" / stage).glob("*.tsv")
        for file in sorted(files, key=lambda file: -file.stat().st_mtime)[:_MOST]:
            artefact = folder / "results" / stage / f"{file.stem}.nc"
            found = _job(stage, artefact, file)
            jobs += [found] if found else []
    others: dict[str, list[float]] = {}
    for below in dict.fromkeys(["results", output]):
        benchmarks = folder / below / "benchmarks"
        for file in benchmarks.rglob("*.tsv"):
            rule = _rule(file.relative_to(benchmarks).with_suffix("").as_posix())
            times = _times(file)
            if times is not None:
                others.setdefault(rule, []).append(times[0])
    return Durations(jobs, others, steps)


def _rule(log: str) -> str:
    """The rule of a job by the name of its log: its folder, or, for a page, its first word."""
    folder, slash, _ = log.rpartition("/")
    return folder if slash else log.partition("-")[0]


def _times(file: Path) -> tuple[float, float] | None:
    """Seconds by the clock, and of a core, in a benchmark of Snakemake; None where it is not whole.

    Short jobs may have no second of a core, since Snakemake looks at them now and then: all of their time then counts.
    """
    try:
        with file.open(encoding="utf-8", newline="") as table:
            row = next(csv.DictReader(table, delimiter="\t"))
            seconds, worked = float(row["s"]), row["cpu_time"]
        return seconds, float(worked) if worked.replace(".", "").isdecimal() and float(worked) else seconds
    except (OSError, StopIteration, KeyError, ValueError, TypeError, AttributeError):
        return None


def _job(stage: str, artefact: Path, benchmark: Path) -> Job | None:
    """A job by the attributes of what it made; None where that is not there any more or cannot be read."""
    times = _times(benchmark)
    if times is None or not artefact.is_file():
        return None
    try:
        held = sealed.attributes(artefact)
        parameters, seeds = json.loads(str(held["parameters"])), json.loads(str(held["seeds"]))
    except (OSError, KeyError, ValueError):
        return None
    if stage in ("train", "measure") and not _has_learner(parameters):
        return None
    return Job(stage, parameters, len(seeds), *times)


def _has_learner(parameters: Mapping) -> bool:
    """Whether the learner is still there: it may have been made by another version, or by a study that is gone."""
    from richlazy.contracts.parts import KINDS

    return parameters.get("learner") in KINDS["learner"].available()
