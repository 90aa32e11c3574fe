"""What a run would do: which artefacts and results are missing, and what experiments share."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from richlazy.artefacts.records import check_record
from richlazy.contracts.artefact import Artefact
from richlazy.planning.plugin_modules import downloads
from richlazy.planning.project import Project
from richlazy.planning.result_plans import Asked, Result, Results


@dataclass(frozen=True)
class Share:
    """The trainings of an experiment: all, those that are there already, those to be made, and of these those that an
    experiment before it needs, too. conditions, networks: of the experiment."""

    experiment: str
    conditions: int
    networks: int
    trainings: int
    there: int
    to_make: int
    shared: int


@dataclass(frozen=True)
class Work:
    """What a run would do.

    artefacts: those to be made, by stage. there: number of those that need not be made, by stage. results: jobs that
    make tables, figures and pages. up_to_date: number of such jobs that need not be done. fetched: files to fetch.
    """

    shares: list[Share]
    artefacts: Mapping[str, list[Artefact]]
    there: Mapping[str, int]
    results: list[Result]
    up_to_date: int
    fetched: list[str]

    @property
    def jobs(self) -> int:
        """Number of jobs, without those that fetch files."""
        return len(self.results) + sum(map(len, self.artefacts.values()))


def work_of(project: Project, results: Results, asked: Asked) -> Work:
    """What a run with these targets would do, by the files in the working directory."""
    wanted = results.of(asked)
    made = _to_make(results, asked, wanted)
    needed: dict[str, Artefact] = {}
    for name in asked.experiments:
        if f"{name}/measures" in made:
            kinds = ("measures", "between_seeds", "matrices", "trainings") if name in project.plan.experiments else ()
            swept = (path for kind in kinds for path in results.experiment_files(name, kind))
            for path in (*swept, *results.replicates(name)):
                _add_missing(project, path, needed)
    stages = project.plan.artefacts
    artefacts = {stage: [one for one in needed.values() if one.stage == stage] for stage in stages}
    restricted = project.only(asked.experiments).plan.artefacts
    there = {stage: len(restricted[stage]) - len(artefacts[stage]) for stage in stages}
    fetched = {file for one in needed.values() for files in downloads(one).values() for file in files}
    missing = sorted(file for file in fetched if not os.path.exists(file))
    to_do = [result for result in wanted if result.name in made]
    return Work(list(_shares(project, asked, needed)), artefacts, there, to_do, len(wanted) - len(to_do), missing)


def _to_make(results: Results, asked: Asked, wanted: Iterable[Result]) -> set[str]:
    """Names of the jobs whose files are missing or were made from another plan, and of those that read their files."""
    made = {one.name for one in wanted if not _is_up_to_date(results, one)}
    for name in asked.experiments:
        if f"{name}/measures" in made:
            made.add(f"{name}/claims")
        for figure in results.project.illustrated[name].figures:
            if any(f"{shown}/measures" in made for shown in results.shown(name, figure)):
                made.add(f"figures/{name}-{figure}")
    for study in asked.pages:
        page, provenance = results.scorecard(study).name, results.provenance(study).name
        if page in made or any(f"{name}/claims" in made for name in results.tested(study)):
            made |= {page, provenance}
        if page in made or any(f"{name}/measures" in made for name in results.tested(study)):
            made.add(results.explorer(study).name)
    return made


def _is_up_to_date(results: Results, result: Result) -> bool:
    return check_record(results.plans.record(result.name), results.plans.text(result.name)).up_to_date


def _add_missing(project: Project, path: str, found: dict[str, Artefact]) -> None:
    """Add an artefact that is not there, and what it is made from as far as that is not there, to `found`."""
    if path in found or os.path.exists(path):
        return
    artefact = found[path] = project.plan.at(path)
    for above in artefact.inputs.values():
        _add_missing(project, above, found)


def _shares(project: Project, asked: Asked, needed: Mapping[str, Artefact]) -> Iterable[Share]:
    plan, before = project.plan, set()
    for name in asked.experiments:
        if name not in plan.experiments:
            continue
        experiment = plan.experiments[name]
        paths: set[str] = set()
        for _, condition in experiment.points:
            for block in plan.of_point(condition, experiment.seeds):
                training = block["train"].path
                paths |= {training, *plan.prerequisite_trainings(training)}
        to_make = paths & set(needed)
        networks = len(experiment.points) * len(experiment.seeds)
        counts = (len(paths), len(paths) - len(to_make), len(to_make), len(to_make & before))
        yield Share(name, len(experiment.points), networks, *counts)
        before |= paths
