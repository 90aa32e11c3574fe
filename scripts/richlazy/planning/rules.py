"""Functions for the rules of Snakemake: inputs, parameters and resources of a job by its wildcards.

This module does not import Snakemake. Every job imports it with the Snakefile, so it imports no numerical library.
"""

import os
from collections.abc import Callable
from typing import Protocol

from richlazy.artefacts.records import SUFFIX
from richlazy.contracts.artefact import Artefact
from richlazy.planning import resources
from richlazy.planning.plan import Plan
from richlazy.planning.plugin_modules import downloads
from richlazy.planning.project import Project
from richlazy.planning.result_plans import Result, Results


class Wildcards(Protocol):
    """The wildcards of a job: the name of an artefact, or an experiment, a figure and a study."""

    name: str
    experiment: str
    figure: str
    study: str


def artefact_spec(artefact: Artefact) -> dict[str, object]:
    """The specification of an artefact, which its script gets and writes into the file."""
    return {
        "stage": artefact.stage,
        "parameters": dict(artefact.parameters),
        "seeds": list(artefact.seeds),
        "made_from": dict(artefact.inputs),
        "code": artefact.code,
    }


def group(plan: Plan, artefact: Artefact) -> str:
    """Name of the group of jobs that a cluster may run in one submission: the stage.

    Artefacts that depend on a matrix of a trained reference network have another group: a submission with both would
    wait for itself.
    """
    above = plan.upstream_paths(artefact.path)
    learned = any("reference" in plan.at(path).inputs for path in above.values())
    return f"{artefact.stage}_from_learned" if learned else artefact.stage


class ShortDict(dict):
    """A dict that a job receives as it is, and Snakemake's report shows as its single values, without nested ones."""

    def __str__(self) -> str:
        return ", ".join(f"{key} {value}" for key, value in self.items() if isinstance(value, str | int | float))

    def __reduce__(self) -> tuple:
        return dict, (dict(self),)


class ShortText(str):
    """A text that a job receives as it is, and Snakemake's report shows as a shorter one."""

    def __new__(cls, text: str, short: str) -> "ShortText":
        made = super().__new__(cls, text)
        made.short = short
        return made

    def __format__(self, spec: str) -> str:
        return self.short

    def __reduce__(self) -> tuple:
        return str, (str.__str__(self),)


class Rules:
    """Functions of wildcards for the rules of a project; each method returns one."""

    def __init__(self, project: Project, results: Results):
        self._project, self._results = project, results
        self._plan, self._machine = project.plan, project.config["machine"]

    # Artefacts of the stages

    def input(self, stage: str, what: str) -> Callable[[Wildcards], str | list[str]]:
        """The input of an artefact that its script calls `what`; [] if it has none.

        A missing input of an existing artefact is left out, so that it is not made again: the address of the artefact
        guarantees what it was made from.
        """

        def path(wildcards: Wildcards) -> str | list[str]:
            artefact = self._project.artefact(stage, wildcards.name)
            found = artefact.inputs.get(what)
            return found if found and _is_needed(found, artefact) else []

        return path

    def inputs(self, stage: str, what: str) -> Callable[[Wildcards], list[str]]:
        """The inputs of an artefact whose names begin with `what`, as `input`."""

        def paths(wildcards: Wildcards) -> list[str]:
            artefact = self._project.artefact(stage, wildcards.name)
            named = [path for name, path in artefact.inputs.items() if name.startswith(what)]
            return [path for path in named if _is_needed(path, artefact)]

        return paths

    def downloads(self, stage: str, what: str) -> Callable[[Wildcards], list[str]]:
        """The downloaded files that an artefact is made from; missing files of an existing artefact are left out."""

        def paths(wildcards: Wildcards) -> list[str]:
            artefact = self._project.artefact(stage, wildcards.name)
            return [file for file in downloads(artefact).get(what, []) if _is_needed(file, artefact)]

        return paths

    def spec(self, stage: str) -> Callable[[Wildcards], dict[str, object]]:
        """The specification of an artefact, the parameter of every stage's script."""
        return lambda wildcards: artefact_spec(self._project.artefact(stage, wildcards.name))

    def group(self, stage: str) -> Callable[[Wildcards], str]:
        """The group of an artefact's job on a cluster."""
        return lambda wildcards: group(self._plan, self._project.artefact(stage, wildcards.name))

    def memory(self, stage: str) -> Callable[[Wildcards, int], int]:
        """MB of memory for an artefact's job, more with every attempt."""
        return lambda wildcards, attempt: (
            attempt * resources.memory(self._project.artefact(stage, wildcards.name), self._machine)
        )

    def minutes(self, stage: str) -> Callable[[Wildcards, int], int]:
        """Minutes for an artefact's job, more with every attempt."""
        return lambda wildcards, attempt: attempt * resources.minutes(self._project.artefact(stage, wildcards.name))

    # Tables, figures and pages

    def plan(self, kind: str) -> Callable[[Wildcards], str]:
        """The plan file of a job that makes a table, figure or page; it is written if it does not exist."""
        return lambda wildcards: self._results.plans.write(self._result(kind, wildcards).name)

    def spec_of(self, kind: str) -> Callable[[Wildcards], dict[str, object]]:
        """The specification of such a job."""
        return lambda wildcards: ShortDict(self._result(kind, wildcards).spec)

    def plan_text(self, kind: str) -> Callable[[Wildcards], str]:
        """The text of the plan of such a job, independent of its file; the report names the file that keeps it."""

        def text(wildcards: Wildcards) -> str:
            name = self._result(kind, wildcards).name
            return ShortText(self._results.plans.text(name), f"{self._project.output}/{name}{SUFFIX}")

        return text

    def files_of(self, kind: str) -> Callable[[Wildcards], list[str]]:
        """Files that an experiment's table is made from: "measures", "between_seeds", "matrices" or "trainings"."""
        return lambda wildcards: self._results.experiment_files(wildcards.experiment, kind)

    def resources_of_simulation(self, wildcards: Wildcards) -> list[str]:
        """The resources that an experiment's simulation reads, if its own job simulates; missing ones of measures that
        are up to date are left out."""
        experiment = wildcards.experiment
        return [] if self._results.replicates(experiment) else self._results.missing_resources(experiment)

    def replicates(self, wildcards: Wildcards) -> list[str]:
        """The files of replicates that an experiment's table is made from."""
        return self._results.replicates(wildcards.experiment)

    def shown(self, wildcards: Wildcards) -> list[str]:
        """The files of measures that a figure shows."""
        return self._result("figure", wildcards).spec["measures"]

    def claims_of_study(self, wildcards: Wildcards) -> list[str]:
        """The tables of claims that the scorecard of a study combines."""
        study = wildcards.study.removeprefix("-")
        return [f"{self._project.output}/{name}/claims.csv" for name in self._results.tested(study)]

    def explored(self, kind: str) -> Callable[[Wildcards], list[str]]:
        """Files that the explorer of a study shows: "measures", the tables of its experiments, or "matrices", their
        initial matrices."""

        def paths(wildcards: Wildcards) -> list[str]:
            study = wildcards.study.removeprefix("-")
            return (
                self._results.explored_tables(study) if kind == "measures" else self._results.explored_matrices(study)
            )

        return paths

    def _result(self, kind: str, wildcards: Wildcards) -> Result:
        if kind == "figure":
            return self._results.figure(wildcards.experiment, wildcards.figure)
        if kind in ("scorecard", "explorer", "provenance"):
            return getattr(self._results, kind)(wildcards.study.removeprefix("-"))
        return getattr(self._results, kind)(wildcards.experiment)


def _is_needed(path: str, artefact: Artefact) -> bool:
    return os.path.exists(path) or not os.path.exists(artefact.path)
