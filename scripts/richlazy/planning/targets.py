"""Targets of a command: names of studies, experiments, rules and files.

An experiment that cannot be run is an error only for targets that need it.
"""

import os
import re
from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from richlazy.artefacts.records import SUFFIX
from richlazy.contracts import registry, resource_parts
from richlazy.contracts.names import RESERVED
from richlazy.contracts.registry import literal
from richlazy.contracts.schema import load_yaml
from richlazy.contracts.studies import DEFAULT, FILE
from richlazy.contracts.study_parts import figures
from richlazy.errors import InputError
from richlazy.planning.output_files import files_by_plan
from richlazy.planning.plugin_modules import downloads
from richlazy.planning.project import Project
from richlazy.planning.result_plans import Asked, Results

# Targets that stand for several: the default, and all studies.
ALL, EVERYTHING = "all", "everything"
# A rule that needs all experiments, since it removes artefacts that none of them uses.
CLEAN = "clean"
# Smallest similarity, between 0 and 1, and largest number of names that a message proposes.
_ALIKE = 0.6
_OFFERED = 3


def groups(project: Project) -> dict[str, Asked]:
    """The meaning of each target that stands for several files: `all`, `everything`, studies and experiments.

    The default is the study DEFAULT with the experiments that belong to no study. Refused experiments are included.
    """
    studies = {study: Asked(tuple(names), _pages(study, names, project)) for study, names in project.studies.items()}
    default = studies.pop("", Asked())
    everything = _joined([default, *studies.values()])
    experiments = {name: Asked((name,)) for name in everything.experiments}
    return {ALL: default, EVERYTHING: everything, DEFAULT: default, **studies, **experiments}


def possible(project: Project, target: str = EVERYTHING) -> Asked:
    """The meaning of such a target, without refused experiments."""
    asked = groups(project)[target]
    return Asked(tuple(name for name in asked.experiments if name not in project.refused), asked.pages)


def _joined(several: Iterable[Asked]) -> Asked:
    several = list(several)
    experiments = dict.fromkeys(name for asked in several for name in asked.experiments)
    return Asked(tuple(experiments), tuple(dict.fromkeys(study for asked in several for study in asked.pages)))


def _pages(study: str, names: Iterable[str], project: Project) -> tuple[str, ...]:
    """The study, if it has pages; a study of collections alone has no claims, and so no pages."""
    sections = (project.config["experiments"][name] for name in names)
    return (study,) if any("collects" not in section for section in sections) else ()


def check_study_names(project: Project) -> None:
    """Raise InputError for a study with the name of a rule or of an experiment."""
    studies = {study for study in project.studies if study}
    for study in sorted(studies):
        if meaning := RESERVED["experiments"].get(study.casefold()):
            raise InputError(
                f"studies/{study}: this is {meaning}; give the folder another name, for example studies/{study}_study"
            )
    studies.add(DEFAULT)
    for name in sorted(studies & {name for names in project.studies.values() for name in names}):
        raise InputError(
            f"experiments.{name}: a study has this name, too, and `snakemake --cores 1 {name}` would mean both; give "
            f"the experiment another name, for example `{name}_experiment: ...`"
        )


def made_for(results: Results, asked: Asked) -> list[str]:
    """The files of a run's targets; captions are left out, since they are made with their figures."""
    names = [name for result in results.of(asked) for name in result.made]
    return [f"{results.project.output}/{name}" for name in names if not name.endswith(".txt")]


def asked_for(targets: Collection[str], project: Project) -> Asked:
    """The experiments and pages that a run with these targets needs; without targets, those of `all`.

    Raises the error of a refused experiment that is needed.
    """
    known = groups(project)
    known[CLEAN] = known[EVERYTHING]
    asked = _joined(known.get(target) or _of_file(target, project) for target in targets or [ALL])
    experiments = _needed(asked.experiments, project)
    for name in experiments:
        if name in project.refused:
            raise project.refused[name]
    return Asked(tuple(experiments), asked.pages)


def _of_file(target: str, project: Project) -> Asked:
    """The experiments and pages that a file needs; `check_targets` checks whether the config makes the file."""
    way = Path(os.path.relpath(target)).as_posix()
    below = way.removeprefix(f"{project.output}/")
    page = re.fullmatch(r"(?:scorecard|explorer|provenance)(?:-(\w+))?\..+", below)
    if page and (page[1] or "") in project.studies:
        study = page[1] or ""
        return Asked(tuple(project.studies[study]), (study,))
    names = groups(project)[EVERYTHING].experiments
    figure = re.fullmatch(r"figures/(\w+)-\w+\..+", below)
    of = figure[1] if figure else below.partition("/")[0]
    return Asked((of,)) if of in names else Asked(_first_user(way, project))


def _first_user(path: str, project: Project) -> tuple[str, ...]:
    """An experiment that uses an artefact; if there is none, a refused experiment, which may use it."""
    for name in project.experiments:
        if path in project.only([name]).artefact_paths():
            return (name,)
    is_artefact = re.fullmatch(r"results/\w+/[^/]+\.nc", path)
    return tuple(project.refused)[:1] if is_artefact else ()


def _needed(names: Iterable[str], project: Project) -> list[str]:
    """Experiments with all that they show: those that they collect, and the BACKGROUND of their figures."""
    sections, needed, waiting = project.config["experiments"], [], list(names)
    while waiting:
        name = waiting.pop(0)
        section = sections.get(name)
        if section and name not in needed:
            needed.append(name)
            shown = [figures.path(figure) for figure in section.get("figures", []) if figure in figures.available()]
            waiting += [*section.get("collects", []), *(literal(file, "BACKGROUND") for file in shown)]
    return needed


def check_targets(targets: Iterable[str], rules: Mapping[str, bool], results: Results) -> None:
    """Raise InputError for a target that is neither a rule nor a file that the config makes.

    rules: for each rule, whether it has wildcards, so that it is no target by itself.
    """
    unknown = [target for target in targets if rules.get(target, True)]
    files = _files(results) if unknown else []
    for target in unknown:
        name = target if os.path.isabs(target) else os.path.relpath(target)  # as Snakemake takes it
        if name not in files and not _is_a_further_figure(name, results.project):
            single = [rule for rule, many in rules.items() if not many]
            if results.project.config["experiments"].get(target, ...) is None:
                raise InputError(_explain_left_out(target, single))
            raise InputError(_explain(target, single, files, many=target in rules))


def _files(results: Results) -> list[str]:
    """The files that jobs of the config make, those that users need most at the beginning."""
    project = results.project
    made = [name for plan, names in files_by_plan(results, possible(project)).items() if plan for name in names]
    asked_for = sorted(made, key=lambda name: (name.endswith(SUFFIX), not name.startswith("figures/")))
    artefacts = (artefact for stage in project.plan.artefacts.values() for artefact in stage.values())
    fetched = {file for artefact in artefacts for files in downloads(artefact).values() for file in files}
    simulated = project.plan.simulations.values()
    fetched |= {file for one in simulated for file in resource_parts.of_simulation(one.simulation, one.arguments)}
    shown = [f"{project.output}/{name}" for name in asked_for if not name.startswith("logs/")]
    return [*shown, *project.artefact_paths(), *sorted(fetched)]


def _is_a_further_figure(target: str, project: Project) -> bool:
    """Whether the target is a figure that can be drawn of an experiment although the experiment does not name it."""
    named = re.fullmatch(rf"{re.escape(project.output)}/figures/(\w+)-(\w+)\.(pdf|png|txt)", target)
    return bool(named) and named[1] in project.illustrated and named[2] in figures.available()


def _explain(target: str, rules: list[str], files: list[str], many: bool) -> str:
    if Path(target).suffix in (".yaml", ".yml", ".json") and Path(target).is_file():
        return f"{target}: this is a file of config, which stands as a target; write `--configfile {target}`"
    offered = _close(target, [*rules, *files])
    if many:
        return (
            f"{target}: this rule makes files of many names; write one of them: "
            f"`snakemake --cores 1 {offered[0] if offered else files[0]} --configfile FILE`"
        )
    hint = f"; did you mean {' or '.join(f'`{name}`' for name in offered)}?" if offered else "."
    example = offered[0] if offered else files[0]
    return (
        f"{target}: no rule and no file that this config makes has this name{hint} A target is a rule "
        f"({', '.join(rules)}) or a file of the results, and stands before --configfile: "
        f"`snakemake --cores 1 {example} --configfile FILE`"
    )


def _explain_left_out(experiment: str, rules: list[str]) -> str:
    for path in sorted(path for folder in registry.studies().values() for path in folder.glob("*.yaml")):
        if path.name != FILE and (load_yaml(path).get("experiments") or {}).get(experiment):
            file = os.path.relpath(path)
            return f"{experiment}: {file} takes in this experiment; write `--configfile {file}` behind the target"
    return (
        f"{experiment}: the config leaves this experiment out, found `experiments: {{{experiment}: null}}`; take that "
        f"out, or ask for another target: {', '.join(rules)}"
    )


def _close(target: str, names: list[str]) -> list[str]:
    """The names most similar to the target, as a whole or in one of their components.

    A target without a slash is not compared with fetched files.
    """
    typed = target.removeprefix(f"{Path.cwd()}/")
    names = [name for name in names if "/" in typed or not name.startswith("resources/")]
    scores = {name: _similarity(typed, name) for name in names}
    best = sorted(scores, key=lambda name: -scores[name])  # stable for equal scores
    return [name for name in best[:_OFFERED] if scores[name] >= _ALIKE]


def _similarity(typed: str, name: str) -> float:
    if f"/{name}".endswith(f"/{typed}"):
        return 2.0
    stem = typed.rpartition("/")[2].partition(".")[0]
    parts = re.split(r"[/.-]", name) if "/" not in typed else []
    return max(SequenceMatcher(None, a, b).ratio() for a, b in [(typed, name), *((stem, part) for part in parts)])
