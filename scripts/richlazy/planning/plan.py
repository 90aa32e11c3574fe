"""The plan: which artefacts a config asks for, where they lie and what each is made from.

An artefact of a stage is addressed by its content: results/<stage>/<readable>-<digest>.nc, where the digest is over
the parameters that its stage and the stages above it use, the code and the environment of these stages, and the
seeds. Equal work is done once whichever experiment asks for it, and a file under a name is never out of date.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

from richlazy.artefacts.disk_cache import DiskCache
from richlazy.artefacts.identity import address
from richlazy.contracts.artefact import Artefact, name_of
from richlazy.contracts.parameters import Parameters
from richlazy.contracts.parts import stages
from richlazy.contracts.schema import all_parameters, general_parameters
from richlazy.contracts.stages import contract
from richlazy.contracts.study_parts import defaults as simulation_defaults
from richlazy.errors import InputError
from richlazy.planning.conditions import Condition, Setting, check_declared, check_swept, resolve
from richlazy.planning.experiments import Collection, Simulation, Sweep
from richlazy.planning.measure_lists import further_measures, left_out, standard_measures

__all__ = ["Artefact", "Collection", "Simulation", "name_of"]

# Parameters in the part of an artefact's name that people read; those that have their default value are left out but
# for the first ones.
_ALWAYS_READ = ("task", "connectivity", "rank")
_READABLE = ("task", "earlier_tasks", "learner", "connectivity", "null_model", "rank")
# Points of an experiment; each takes a millisecond to plan.
_MOST_POINTS = 20_000
# Letters of the readable part of an artefact's name; file systems take names of 255 bytes.
_LONGEST_READABLE = 200


@dataclass(frozen=True)
class Experiment:
    """An experiment: its swept values, its fixed parameters, and per point of the sweep the condition.

    measures: those that it takes beside the standard ones; remarks: what the user should know of it.
    """

    name: str
    sweep: Mapping[str, list]
    seeds: list[int]
    claims: list[str]
    figures: list[str]
    points: list[tuple[dict[str, object], Condition]]
    fixed: Mapping[str, object]
    measures: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """All experiments of a config, those that sweep, simulate and collect, and all artefacts:
    artefacts[stage][name].

    refused: why an experiment cannot be planned, by its name; it is in none of the others. blocks: the artefacts by
    stage of every block of seeds of a condition, by its key; further: the measurements beside the standard one, by key
    and measure.
    """

    experiments: dict[str, Experiment] = field(default_factory=dict)
    simulations: dict[str, Simulation] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    refused: dict[str, InputError] = field(default_factory=dict)
    artefacts: dict[str, dict[str, Artefact]] = field(default_factory=lambda: {stage: {} for stage in stages()})
    blocks: dict[str, list[dict[str, Artefact]]] = field(default_factory=dict)
    further: dict[tuple[str, str], list[Artefact]] = field(default_factory=dict)

    def of_point(self, condition: Condition, seeds: list[int]) -> list[dict[str, Artefact]]:
        """The artefacts by stage of every block of seeds that a point of an experiment needs."""
        return [block for block in self.blocks[condition.key] if set(block["measure"].seeds) & set(seeds)]

    def measures_of_point(self, condition: Condition, experiment: Experiment) -> list[Artefact]:
        """The measurements of a point of an experiment: first the standard ones of all its blocks of seeds."""
        standard = [block["measure"] for block in self.of_point(condition, experiment.seeds)]
        further = [one for name in experiment.measures for one in self.further[condition.key, name]]
        return [*standard, *(one for one in further if set(one.seeds) & set(experiment.seeds))]

    def at(self, path: str) -> Artefact:
        """The artefact of a path."""
        _, stage, _ = path.split("/")
        return self.artefacts[stage][name_of(path)]

    def upstream_paths(self, path: str) -> dict[str, str]:
        """Paths by stage of an artefact and of all that it is made from, but for trainings of other conditions and the
        trials of another task."""
        artefact = self.at(path)
        above = (file for name, file in artefact.inputs.items() if name not in ("start", "reference", "tested_on"))
        found = [self.upstream_paths(file) for file in above]
        return {artefact.stage: path} | {stage: file for one in found for stage, file in one.items()}

    def prerequisite_trainings(self, training: str) -> list[str]:
        """Paths of the trainings of other conditions that a training needs, and those that they need in turn."""
        inputs = self.at(training).inputs
        sources = (self.at(path) for name, path in inputs.items() if name not in ("trials", "start"))
        direct = [*(source.inputs.get("reference") for source in sources), inputs.get("start")]
        direct = [other for other in direct if other]
        return [*direct, *(further for other in direct for further in self.prerequisite_trainings(other))]


def make_plan(
    config: Mapping,
    experiments: Mapping[str, Sweep | Simulation | Collection],
    cache: DiskCache,
    code_of: Callable[[str, Mapping], str],
) -> Plan:
    """Plan of the experiments of a valid config. code_of(stage, parameters): digest of a stage's code and environment.

    Experiments with combinations of parameters that make no sense are in `refused` (see `conditions.resolve`). Raises
    InputError for definitions of matrices that no experiment could use.
    """
    sources = {stage: contract(stage).source(config, cache) for stage in stages() if stage not in ("train", "measure")}
    setting = Setting(Parameters(general_parameters()), config["parameters"], tuple(all_parameters()), sources)
    plan = Plan()
    for name, experiment in experiments.items():
        try:
            _add(plan, experiment, experiments, setting)
        except InputError as error:
            plan.refused[name] = error
    requested = _requested_seeds(plan.experiments)
    blocks = {key: _seed_blocks(seeds, config["ensemble"]) for key, (_, seeds) in requested.items()}
    defaults = {name: setting.parameters.general[name]["default"] for name in _READABLE}
    planner = _Planner(plan, blocks, defaults, code_of)
    for experiment in plan.experiments.values():
        for _, condition in experiment.points:
            planner.add(condition, experiment.measures)
    return plan


def _add(
    plan: Plan,
    experiment: Sweep | Simulation | Collection,
    experiments: Mapping[str, Sweep | Simulation | Collection],
    setting: Setting,
) -> None:
    """Add an experiment to those of its kind."""
    if isinstance(experiment, Sweep):
        plan.experiments[experiment.name] = _experiment(experiment, setting)
    elif isinstance(experiment, Simulation):
        arguments = simulation_defaults(experiment.simulation) | experiment.arguments
        plan.simulations[experiment.name] = replace(experiment, arguments=arguments)
    else:
        run = [name for name in experiment.collects if name in experiments]
        plan.collections[experiment.name] = replace(experiment, collects=run)


def _experiment(sweep: Sweep, setting: Setting) -> Experiment:
    where = f"experiments.{sweep.name}"
    grids = [{dim: grid[dim] for dim in setting.order if dim in grid} for grid in sweep.grids]
    _check_points(where, grids)
    asked: list[Condition] = []
    points: dict[tuple, tuple[dict[str, object], Condition]] = {}
    for grid in grids:
        found = _conditions(where, grid, sweep.parameters, setting)
        asked += found
        points |= _points(grid, found)
    check_declared(sweep.parameters, asked, setting, f"{where}.parameters")
    points = list(points.values())
    swept = {dim: list(dict.fromkeys(coordinate(at[dim]) for at, _ in points)) for dim in grids[0]}
    return Experiment(
        sweep.name,
        swept,
        sweep.seeds,
        sweep.claims,
        sweep.figures,
        points,
        _fixed(asked, {**setting.values, **sweep.parameters}, swept, setting.order),
        further_measures(sweep.measures, asked, where),
        [*_remarks(asked, setting, grids[0], where), *left_out(asked, where)],
    )


def _fixed(
    conditions: list[Condition], given: Mapping[str, object], swept: Mapping, order: Iterable[str]
) -> dict[str, object]:
    """The parameters that conditions have and an experiment does not sweep, as they were asked for, in this order."""
    defaults = {name: value for one in conditions for name, value in one.chosen.defaults.items()}
    return {name: given.get(name, defaults[name]) for name in order if name in defaults and name not in swept}


def _remarks(conditions: list[Condition], setting: Setting, swept: Mapping, where: str) -> list[str]:
    """What the sources of conditions have to tell."""
    found = []
    for stage, source in setting.sources.items():
        having = [(one.parameters, one.sources[stage]) for one in conditions if stage in one.sources]
        found += source.remarks(having, swept, where)
    return found


def _check_points(where: str, grids: list[Mapping[str, list]]) -> None:
    points = sum(prod(map(len, grid.values())) for grid in grids)
    if points > _MOST_POINTS:
        raise InputError(
            f"{where}.sweep: its lists span {points} points; allowed are up to {_MOST_POINTS} in "
            "an experiment; leave some values out"
        )


def _conditions(where: str, grid: Mapping[str, list], own: Mapping, setting: Setting) -> list[Condition]:
    """The condition of every point of one grid; own: the parameters that the experiment fixes.

    Raises InputError for a point that is named twice.
    """
    found: dict[tuple, Condition] = {}
    for values in product(*grid.values()):
        at = dict(zip(grid, values, strict=True))
        condition = resolve({**own, **at}, setting, where)
        check_swept(grid, condition, setting, where)
        key = tuple(coordinate(condition.parameters[dim]) for dim in grid)
        if key in found:
            raise InputError(
                f"{where}.sweep: "
                f"{', '.join(f'{dim}={value}' for dim, value in zip(grid, key, strict=True))} is "
                "named twice (`full` is the rank `hidden`); leave one out"
            )
        found[key] = condition
    return list(found.values())


def _points(grid: Mapping[str, list], conditions: list[Condition]) -> dict[tuple, tuple]:
    """Coordinates and condition of every point, by its coordinates."""
    points = {}
    for condition in conditions:
        at = {dim: condition.coordinate(dim) for dim in grid}
        points.setdefault(tuple(coordinate(value) for value in at.values()), (at, condition))
    return points


def coordinate(value: object) -> object:
    """A value as it can label an axis: lists (of checkpoints, of earlier tasks) become text."""
    return (", ".join(map(str, value)) or "none") if isinstance(value, list) else value


def _requested_seeds(experiments: Mapping[str, Experiment]) -> dict[str, tuple[Condition, set[int]]]:
    """Each different condition with the seeds that any experiment wants of it, be it for the sake of another."""
    requested: dict[str, tuple[Condition, set[int]]] = {}
    for experiment in experiments.values():
        for _, condition in experiment.points:
            for wanted in (condition, *condition.prerequisite_trainings):
                requested.setdefault(wanted.key, (wanted, set()))[1].update(experiment.seeds)
    return requested


def _seed_blocks(seeds: set[int], ensemble: int) -> list[tuple[int, ...]]:
    """Seeds grouped by value, so that more seeds leave the full blocks that are there as they are."""
    groups: dict[int, list[int]] = {}
    for seed in sorted(seeds):
        groups.setdefault(seed // ensemble, []).append(seed)
    return [tuple(group) for group in groups.values()]


@dataclass(frozen=True)
class _Planner:
    """Adds artefacts to `plan`. blocks: the blocks of seeds of every condition by its key; defaults: of parameters that
    are read in names; code_of as in `make_plan`."""

    plan: Plan
    blocks: Mapping[str, list[tuple[int, ...]]]
    defaults: Mapping[str, object]
    code_of: Callable[[str, Mapping], str]
    _trained: dict[tuple, dict[str, Artefact]] = field(default_factory=dict)

    def add(self, condition: Condition, further: list[str]) -> None:
        """Add all artefacts of a condition, with those of measures beside the standard ones."""
        key = condition.key
        if key not in self.plan.blocks:
            self.plan.blocks[key] = [self._measured(condition, block) for block in self.blocks[key]]
        for name in further:
            if (key, name) not in self.plan.further:
                made = (self._measurement(condition, block, [name]) for block in self.plan.blocks[key])
                self.plan.further[key, name] = list(made)

    def _measured(self, condition: Condition, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        made = self._until_training(condition, seeds)
        return made | {"measure": self._measurement(condition, made, standard_measures(condition))}

    def _measurement(self, condition: Condition, made: Mapping[str, Artefact], measures: list[str]) -> Artefact:
        training = made["train"]
        inputs = {"training": training, "trials": made["trials"]}
        if condition.tested_on:
            inputs["tested_on"] = self._source("trials", condition.tested_on, training.seeds)
        return self._artefact("measure", condition, training.seeds, inputs, {"measures": measures})

    def _until_training(self, condition: Condition, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        """The artefacts of the stages until the training, which other conditions may ask for again."""
        key = condition.key, seeds
        if key not in self._trained:
            self._trained[key] = self._train(condition, seeds)
        return self._trained[key]

    def _train(self, condition: Condition, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        made = {stage: self._source(stage, condition, seeds) for stage in condition.sources}
        start = {"start": self._training(condition.before, seeds)} if condition.before else {}
        return made | {"train": self._artefact("train", condition, seeds, made | start)}

    def _source(self, stage: str, condition: Condition, seeds: tuple[int, ...]) -> Artefact:
        """What a training is made from: all replicates of a condition share data, unless these have some of their
        own."""
        source = condition.sources[stage]
        inputs = {"reference": self._training(condition.reference, seeds)} if source.learned_from is not None else {}
        shared = stage == "trials" and condition.data.replicate is None
        return self._artefact(stage, condition, () if shared else seeds, inputs)

    def _training(self, condition: Condition, seeds: tuple[int, ...]) -> Artefact:
        """The training of another condition in the block that holds these seeds."""
        (block,) = (block for block in self.blocks[condition.key] if seeds[0] in block)
        return self._until_training(condition, block)["train"]

    def _artefact(
        self,
        stage: str,
        condition: Condition,
        seeds: tuple[int, ...],
        inputs: Mapping[str, Artefact],
        further: Mapping[str, object] | None = None,
    ) -> Artefact:
        """Add the artefact of one stage; inputs: those that it is made from, as its script knows them; further: what
        it depends on beside the condition's parameters."""
        parameters = condition.of_stage(stage) | dict(further or {})
        paths = {name: artefact.path for name, artefact in inputs.items()}
        code = self.code_of(stage, parameters)
        words = "-".join([*self._readable(parameters), *_readable_seeds(seeds)])
        name = f"{words[:_LONGEST_READABLE]}-{address(stage, parameters, seeds, code, paths)}"
        artefact = Artefact(stage, name, parameters, seeds, paths, code)
        return self.plan.artefacts[stage].setdefault(name, artefact)

    def _readable(self, parameters: Mapping[str, object]) -> list[str]:
        """Words for the parameters that people look for."""
        return [
            _word(name, parameters[name])
            for name in _READABLE
            if name in parameters and (name in _ALWAYS_READ or parameters[name] != self.defaults[name])
        ]


def _word(name: str, value: object) -> str:
    if name == "earlier_tasks":
        return "-".join(["after", *value])
    return f"rank{value}" if name == "rank" else str(value)


def _readable_seeds(seeds: tuple[int, ...]) -> list[str]:
    if not seeds:
        return []
    whole = seeds == tuple(range(seeds[0], seeds[-1] + 1))
    return [f"seeds{seeds[0]}to{seeds[-1]}" if whole else f"{len(seeds)}seeds{seeds[0]}to{seeds[-1]}"]
