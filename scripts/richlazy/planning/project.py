"""The project: a checked config with its plan.

The error of an experiment that cannot be run is raised only if a command needs that experiment.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Collection as Names
from dataclasses import dataclass, field, replace
from pathlib import Path

from richlazy.artefacts.disk_cache import DiskCache, use_cache
from richlazy.contracts import studies
from richlazy.contracts.artefact import Artefact
from richlazy.contracts.names import check_names
from richlazy.contracts.numbers import whole_numbers
from richlazy.contracts.schema import load_schema, validate
from richlazy.contracts.values import check_tree
from richlazy.errors import InputError
from richlazy.planning.code_of_stages import Code
from richlazy.planning.experiment_checks import check_experiment
from richlazy.planning.experiments import Collection, Simulation, read_experiments
from richlazy.planning.plan import Experiment, Plan
from richlazy.planning.plan_files import FOLDER
from richlazy.planning.planner import make_plan


@dataclass(frozen=True)
class Project:
    """A valid config with its plan.

    base: folder of the project. refused: the error of each experiment that cannot be run; it is not in the plan.
    study_of: the study of every experiment; those that only the user's config has are not in it.
    """

    config: Mapping
    base: Path
    plan: Plan
    code: Code
    cache: DiskCache
    refused: Mapping[str, InputError] = field(default_factory=dict)
    study_of: Mapping[str, str] = field(default_factory=dict)

    @property
    def output(self) -> str:
        """Folder of tables, pages and figures, relative to the working directory."""
        return self.config["output"]

    @property
    def experiments(self) -> dict[str, Experiment | Simulation]:
        """The experiments with measures of their own, by name, in the order of the config."""
        found = {**self.plan.experiments, **self.plan.simulations}
        return {name: found[name] for name in self.config["experiments"] if name in found}

    @property
    def illustrated(self) -> dict[str, Experiment | Simulation | Collection]:
        """All experiments that can have figures, by name: those with measures of their own, then collections."""
        return {**self.experiments, **self.plan.collections}

    @property
    def studies(self) -> dict[str, list[str]]:
        """Names of the experiments of each study, including refused ones; "" for those that are made by default."""
        found: dict[str, list[str]] = {}
        for name, section in self.config["experiments"].items():
            if section:
                study = self.study_of.get(name, "")
                found.setdefault("" if study == studies.DEFAULT else study, []).append(name)
        return found

    @property
    def remarks(self) -> list[str]:
        """Remarks for the user on the experiments."""
        return [remark for experiment in self.plan.experiments.values() for remark in experiment.remarks]

    def only(self, names: Names[str]) -> "Project":
        """The project restricted to these experiments; addresses do not change."""
        return replace(self, plan=_restricted(self.plan, names))

    def artefact(self, stage: str, name: str) -> Artefact:
        """The artefact with this name."""
        return self.plan.artefacts[stage][name]

    def artefact_paths(self) -> list[str]:
        """Paths of all artefacts that the config uses."""
        return [artefact.path for stage in self.plan.artefacts.values() for artefact in stage.values()]


def opened_cache() -> DiskCache:
    """Open the cache of the working directory and use it from now on."""
    cache = DiskCache(FOLDER / "memory.json")
    use_cache(cache)
    return cache


def read_project(
    config: Mapping, base: str | Path, study_of: Mapping[str, str] | None = None, cache: DiskCache | None = None
) -> Project:
    """The project of a config. Raises InputError for an invalid config, but not for a single invalid experiment.

    base: folder of the project. study_of: as in `Project`. cache: by default that of the working directory.
    """
    cache, base = cache or opened_cache(), Path(base)
    check_tree(config)
    config, schema = whole_numbers(config), load_schema()
    validate(config, schema)
    check_names(config)
    found, refused = read_experiments(config)
    if not found and not refused:
        raise InputError("experiments: none is left; set at least one experiment that is not null")
    others = {**dict.fromkeys(config["experiments"]), **found}
    refused |= _errors(found, lambda name: check_experiment(found[name], others))
    code = Code(base)
    kept = {name: experiment for name, experiment in found.items() if name not in refused}
    plan = make_plan(config, kept, cache, code.of_stage)
    return Project(config, base, plan, code, cache, refused | plan.refused, study_of or {})


def _errors(names: Iterable[str], check: Callable[[str], object]) -> dict[str, InputError]:
    """The errors of those names for which a check raises one."""
    found = {}
    for name in names:
        try:
            check(name)
        except InputError as error:
            found[name] = error
    return found


def _restricted(plan: Plan, names: Names[str]) -> Plan:
    """The part of a plan that these experiments need."""
    kinds = (plan.experiments, plan.simulations, plan.collections)
    experiments, simulations, collections = (
        {name: experiment for name, experiment in kind.items() if name in names} for kind in kinds
    )
    replicates = {name: plan.replicates[name] for name in simulations if name in plan.replicates}
    shared = {"blocks": plan.blocks, "further": plan.further, "compared": plan.compared}
    found = Plan(experiments, simulations, collections, replicates=replicates, **shared)
    for artefact in (one for made in replicates.values() for one in made):
        _keep(artefact, plan, found)
    for experiment in experiments.values():
        for _, condition in experiment.points:
            measured = plan.measures_of_point(condition, experiment)
            for artefact in (*measured, *plan.compared_of_point(condition, experiment)):
                _keep(artefact, plan, found)
    return found


def _keep(artefact: Artefact, plan: Plan, found: Plan) -> None:
    """Add an artefact of `plan`, with everything that it is made from, to `found`."""
    if artefact.name not in found.artefacts[artefact.stage]:
        found.artefacts[artefact.stage][artefact.name] = artefact
        for path in artefact.inputs.values():
            _keep(plan.at(path), plan, found)
