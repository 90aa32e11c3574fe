"""The planner: from the experiments of a config to the plan of all artefacts that they need."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from richlazy.artefacts.disk_cache import DiskCache
from richlazy.contracts.parameters import Parameters
from richlazy.contracts.parts import DERIVED, stages
from richlazy.contracts.schema import all_parameters, general_parameters
from richlazy.contracts.stages import contract
from richlazy.contracts.study_parts import defaults as simulation_defaults
from richlazy.errors import InputError
from richlazy.planning.artefact_planner import ArtefactPlanner
from richlazy.planning.conditions import Condition, Setting
from richlazy.planning.experiments import Collection, Simulation, Sweep
from richlazy.planning.plan import Experiment, Plan
from richlazy.planning.points import points_of
from richlazy.planning.replicates import add_replicates


def make_plan(
    config: Mapping,
    experiments: Mapping[str, Sweep | Simulation | Collection],
    cache: DiskCache,
    code_of: Callable[[str, Mapping], str],
) -> Plan:
    """Plan of the experiments of a valid config; code_of(stage, parameters): digest of a stage's code and environment.

    Experiments with impossible combinations of parameters are in `refused` (see `conditions.resolve`). Raises
    InputError for invalid definitions of matrices.
    """
    sources = {stage: contract(stage).source(config, cache) for stage in stages() if stage not in DERIVED}
    parameters = Parameters(general_parameters(), sources["trials"].data_set)
    setting = Setting(parameters, config["parameters"], tuple(all_parameters()), sources)
    plan = Plan()
    for name, experiment in experiments.items():
        try:
            _add(plan, experiment, experiments, setting, code_of)
        except InputError as error:
            plan.refused[name] = error
    requested = _requested_seeds(plan.experiments)
    blocks = {key: _seed_blocks(seeds, config["ensemble"]) for key, (_, seeds) in requested.items()}
    defaults = {name: entry["default"] for name, entry in setting.parameters.general.items()}
    planner = ArtefactPlanner(plan, blocks, defaults, code_of)
    for experiment in plan.experiments.values():
        for _, condition in experiment.points:
            planner.add(condition, experiment.lists[condition.key], experiment.seeds)
    return plan


def _add(
    plan: Plan,
    experiment: Sweep | Simulation | Collection,
    experiments: Mapping[str, Sweep | Simulation | Collection],
    setting: Setting,
    code_of: Callable[[str, Mapping], str],
) -> None:
    """Add an experiment to the plan."""
    if isinstance(experiment, Sweep):
        plan.experiments[experiment.name] = points_of(experiment, setting)
    elif isinstance(experiment, Simulation):
        arguments = simulation_defaults(experiment.simulation) | experiment.arguments
        complete = replace(experiment, arguments=arguments)
        add_replicates(plan, complete, code_of)
        plan.simulations[experiment.name] = complete
    else:
        run = [name for name in experiment.collects if name in experiments]
        plan.collections[experiment.name] = replace(experiment, collects=run)


def _requested_seeds(experiments: Mapping[str, Experiment]) -> dict[str, tuple[Condition, set[int]]]:
    """Each different condition by its key, with all seeds that experiments need of it, also as a prerequisite."""
    requested: dict[str, tuple[Condition, set[int]]] = {}
    for experiment in experiments.values():
        for _, condition in experiment.points:
            for one in (condition, *condition.prerequisite_trainings):
                requested.setdefault(one.key, (one, set()))[1].update(experiment.seeds)
    return requested


def _seed_blocks(seeds: set[int], ensemble: int) -> list[tuple[int, ...]]:
    """Seeds in blocks by their values, so that further seeds do not change existing full blocks."""
    groups: dict[int, list[int]] = {}
    for seed in sorted(seeds):
        groups.setdefault(seed // ensemble, []).append(seed)
    return [tuple(group) for group in groups.values()]
