"""The plan: which artefacts a config asks for, where they lie and what each is made from.

An artefact of a stage is addressed by its content: results/<stage>/<readable>-<digest>.nc, where the digest is over
the parameters that its stage and the stages above it use, the code and the environment of these stages, and the
seeds. Equal work is done once whichever experiment asks for it, and a file under a name is never out of date.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from types import MappingProxyType

from richlazy.artefacts.identity import address
from richlazy.connectivity.definitions import Matrices
from richlazy.contracts.schema import parameter_stages, seed_list
from richlazy.contracts.study_parts import defaults as simulation_defaults
from richlazy.errors import InputError
from richlazy.planning.conditions import UPSTREAM, Condition, resolve
from richlazy.planning.plugin_modules import standard_measures

# The part of an artefact's name that people read.
_READABLE = {
    "trials": ("task",),
    "connectivity": ("connectivity", "null_model", "rank"),
    "train": ("task", "earlier_tasks", "connectivity", "null_model", "rank"),
    "measure": ("task", "earlier_tasks", "connectivity", "null_model", "rank"),
}

# Points of an experiment; each takes a millisecond to plan.
_MOST_POINTS = 20_000
# Letters of that part of an artefact's name; file systems take names of 255 bytes.
_LONGEST_READABLE = 200


@dataclass(frozen=True)
class Artefact:
    """One file of a stage: its path, the parameters it depends on, its seeds and the paths of its inputs.

    An input is named by its stage; `start` is the training that a training goes on from.
    """

    stage: str
    name: str
    parameters: Mapping[str, object]
    seeds: tuple[int, ...]
    inputs: Mapping[str, str]
    code: str

    @property
    def path(self) -> str:
        """Path relative to the working directory."""
        return f"results/{self.stage}/{self.name}.nc"


def name_of(path: str) -> str:
    """Name of an artefact by its path."""
    return path.rpartition("/")[2].removesuffix(".nc")


@dataclass(frozen=True)
class Experiment:
    """An experiment: its swept values, its fixed parameters, and per point of the sweep the condition."""

    name: str
    sweep: Mapping[str, list]
    seeds: list[int]
    claims: list[str]
    figures: list[str]
    points: list[tuple[dict[str, object], Condition]]
    fixed: Mapping[str, object]
    remarks: list[str] = field(default_factory=list)  # what the user should know of it


@dataclass(frozen=True)
class Simulation:
    """An experiment that runs a simulation: which, with every argument."""

    name: str
    simulation: str
    arguments: Mapping[str, object]
    seeds: list[int]
    claims: list[str]
    figures: list[str]


@dataclass(frozen=True)
class Collection:
    """An experiment that shows others together: the names of those that are run."""

    name: str
    collects: list[str]
    figures: list[str]


@dataclass
class Plan:
    """All experiments of a config, those that sweep, simulate and collect, and all artefacts:
    artefacts[stage][name]."""

    experiments: dict[str, Experiment]
    simulations: dict[str, Simulation] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    artefacts: dict[str, dict[str, Artefact]] = field(default_factory=lambda: {stage: {} for stage in UPSTREAM})
    blocks: dict[str, list[dict[str, Artefact]]] = field(default_factory=dict)

    def of_point(self, condition: Condition, seeds: list[int]) -> list[dict[str, Artefact]]:
        """The artefacts by stage of every block of seeds that a point of an experiment needs."""
        blocks = self.blocks[condition.key]
        return [block for block in blocks if set(block["measure"].seeds) & set(seeds)]

    def upstream_paths(self, stage: str, path: str) -> dict[str, str]:
        """Paths by stage of an artefact and of all that it is made from, but for trainings of other conditions."""
        inputs = self.artefacts[stage][name_of(path)].inputs
        above = [self.upstream_paths(name, inputs[name]) for name in UPSTREAM[stage]]
        return {stage: path} | {name: file for found in above for name, file in found.items()}

    def prerequisite_trainings(self, training: str) -> list[str]:
        """Paths of the trainings of other conditions that a training needs, and those that they need in turn."""
        inputs = self.artefacts["train"][name_of(training)].inputs
        matrix = self.artefacts["connectivity"][name_of(inputs["connectivity"])]
        direct = [other for other in (matrix.inputs.get("train"), inputs.get("start")) if other]
        return [*direct, *(further for other in direct for further in self.prerequisite_trainings(other))]


def make_plan(config: Mapping, schema: Mapping, matrices: Matrices, code_of: Callable[[str, Mapping], str]) -> Plan:
    """Plan of a valid config with its matrices. code_of(stage, parameters): digest of a stage's code and environment.

    Raises InputError for combinations of parameters that make no sense (see `conditions.resolve`).
    """
    defaults = {n: e["default"] for n, e in schema["properties"]["parameters"]["properties"].items()}
    defaults |= config["parameters"]
    experiments = {
        name: _experiment(name, section, defaults, config, matrices)
        for name, section in config["experiments"].items()
        if section and "sweep" in section
    }
    simulations = {
        name: _simulation(name, section, config)
        for name, section in config["experiments"].items()
        if section and "simulation" in section
    }
    collections = {
        name: _collection(name, section, config)
        for name, section in config["experiments"].items()
        if section and "collects" in section
    }
    plan = Plan(experiments, simulations, collections)
    requested = _requested_seeds(experiments)
    blocks = {key: _seed_blocks(seeds, config["ensemble"]) for key, (_, seeds) in requested.items()}
    planner = _Planner(plan, blocks, parameter_stages(schema), code_of)
    for condition in {
        condition.key: condition for experiment in experiments.values() for _, condition in experiment.points
    }.values():
        plan.blocks[condition.key] = [planner.artefacts(condition, block) for block in blocks[condition.key]]
    return plan


def _experiment(name: str, section: Mapping, defaults: Mapping, config: Mapping, matrices: Matrices) -> Experiment:
    fixed = {**defaults, **section.get("parameters", {})}
    grids = [{dim: grid[dim] for dim in defaults if dim in grid} for grid in _grids(name, section)]
    _check_points(name, grids)
    asked: list[Condition] = []
    points: dict[tuple, tuple[dict[str, object], Condition]] = {}
    for grid in grids:
        found = _conditions(
            name, grid, lambda at: resolve({**fixed, **at}, config["tasks"], matrices, f"experiments.{name}")
        )
        asked += found
        points |= _points(grid, found)
    points = list(points.values())
    resolved = {dim: list(dict.fromkeys(coordinate(at[dim]) for at, _ in points)) for dim in grids[0]}
    seeds = seed_list(section.get("seeds", config["seeds"]))
    fixed = {key: value for key, value in fixed.items() if key not in resolved}
    remarks = _rank_remarks(name, asked, "rank" in resolved)
    return Experiment(
        name, resolved, seeds, section.get("claims", []), section.get("figures", []), points, fixed, remarks
    )


def _simulation(name: str, section: Mapping, config: Mapping) -> Simulation:
    arguments = simulation_defaults(section["simulation"]) | section.get("arguments", {})
    seeds = seed_list(section.get("seeds", config["seeds"]))
    claims, figures = section.get("claims", []), section.get("figures", [])
    return Simulation(name, section["simulation"], arguments, seeds, claims, figures)


def _collection(name: str, section: Mapping, config: Mapping) -> Collection:
    run = [experiment for experiment in section["collects"] if config["experiments"][experiment]]
    return Collection(name, run, section.get("figures", []))


def _grids(name: str, section: Mapping) -> list[Mapping[str, list]]:
    """The grid of `sweep` and those of `also`, which take from `sweep` what they leave out."""
    for number, further in enumerate(section.get("also", [])):
        for parameter in further:
            if parameter not in section["sweep"]:
                raise InputError(
                    f"experiments.{name}.also.{number}: {parameter}: the experiment does not sweep it; allowed are "
                    f"{', '.join(section['sweep'])}; or add `{parameter}: [...]` to experiments.{name}.sweep"
                )
    return [section["sweep"], *({**section["sweep"], **further} for further in section.get("also", []))]


def _check_points(name: str, grids: list[Mapping[str, list]]) -> None:
    points = sum(prod(map(len, grid.values())) for grid in grids)
    if points > _MOST_POINTS:
        raise InputError(
            f"experiments.{name}.sweep: its lists span {points} points; allowed are up to {_MOST_POINTS} in "
            f"an experiment; leave "
            "some values out"
        )


def _conditions(name: str, grid: Mapping[str, list], condition_at: Callable[[Mapping], Condition]) -> list[Condition]:
    """The condition of every point of one grid. Raises InputError for a point that is named twice."""
    found: dict[tuple, Condition] = {}
    for values in product(*grid.values()):
        condition = condition_at(dict(zip(grid, values, strict=True)))
        _check_units(name, grid, condition)
        key = tuple(coordinate(condition.parameters[dim]) for dim in grid)
        if key in found:
            raise InputError(
                f"experiments.{name}.sweep: "
                f"{', '.join(f'{dim}={value}' for dim, value in zip(grid, key, strict=True))} is "
                "named twice (`full` is the rank `hidden`); leave one out"
            )
        found[key] = condition
    return list(found.values())


def _points(grid: Mapping[str, list], conditions: list[Condition]) -> dict[tuple, tuple]:
    """Coordinates and condition of every point, by its coordinates; a point has the rank that its matrix has."""
    points = {}
    for condition in conditions:
        at = {dim: condition.rank if dim == "rank" else condition.parameters[dim] for dim in grid}
        points.setdefault(tuple(coordinate(value) for value in at.values()), (at, condition))
    return points


def _rank_remarks(name: str, conditions: list[Condition], swept: bool) -> list[str]:
    """What an experiment is told of matrices whose rank is below the one asked for, a remark for each."""
    asked: dict[tuple, list[int]] = {}
    for condition in conditions:
        rank, units = condition.parameters["rank"], condition.parameters["hidden"]
        # An experiment that does not ask for a rank has the matrix as it is.
        if (swept or rank < units) and rank > condition.rank:
            ranks = asked.setdefault((condition.parameters["connectivity"], condition.rank, units), [])
            ranks += [] if rank in ranks else [rank]
    return [
        f"experiments.{name}: the matrix {matrix!r} has rank {rank}, with {units} units, and is the same at rank "
        f"{', '.join('full' if one == units else str(one) for one in sorted(ranks))}: "
        + (f"one point, at rank {rank}" if swept else f"its networks have rank {rank}")
        for (matrix, rank, units), ranks in asked.items()
    ]


def _check_units(name: str, grid: Mapping[str, list], condition: Condition) -> None:
    if "hidden" in grid and condition.matrix.get("fit") == "own":
        matrix, units = condition.parameters["connectivity"], condition.parameters["hidden"]
        raise InputError(
            f"experiments.{name}.sweep: hidden: {matrix!r} brings its own number of units, {units}; write "
            f"`fit: subsample` or `fit: pad` under matrices.{matrix}, or leave `hidden` out"
        )


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
    """Adds artefacts to `plan`. blocks: the blocks of seeds of every condition by its key; others as in `make_plan`."""

    plan: Plan
    blocks: Mapping[str, list[tuple[int, ...]]]
    stages: Mapping[str, str]
    code_of: Callable[[str, Mapping], str]
    _trained: dict[tuple, dict[str, Artefact]] = field(default_factory=dict)

    def artefacts(self, condition: Condition, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        """The artefacts of one condition and block of seeds, from the first stage to the last."""
        made = self._until_training(condition, seeds)
        return made | {"measure": self._add("measure", condition, seeds, made, self._tested_on(condition))}

    def _tested_on(self, condition: Condition) -> dict[str, Artefact]:
        """The trials of the other task that the networks are tested on."""
        other = condition.tested_on
        return {"tested_on": self._add("trials", other, (), {})} if other else {}

    def _until_training(self, condition: Condition, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        """The artefacts of the stages until the training, which other conditions may ask for again."""
        key = condition.key, seeds
        if key not in self._trained:
            self._trained[key] = self._train(condition, seeds)
        return self._trained[key]

    def _train(self, condition: Condition, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        made = {"trials": self._add("trials", condition, seeds, {})}
        learned = self._training("train", condition.reference, seeds)
        made["connectivity"] = self._add("connectivity", condition, seeds, learned, learned)
        start = self._training("start", condition.before, seeds)
        return made | {"train": self._add("train", condition, seeds, made, start)}

    def _training(self, name: str, condition: Condition | None, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        """The training of another condition, as the input `name`, in the block that holds these seeds."""
        if condition is None:
            return {}
        (block,) = (block for block in self.blocks[condition.key] if seeds[0] in block)
        return {name: self._until_training(condition, block)["train"]}

    def _add(
        self,
        stage: str,
        condition: Condition,
        seeds: tuple[int, ...],
        made: Mapping[str, Artefact],
        further: Mapping[str, Artefact] = MappingProxyType({}),
    ) -> Artefact:
        """Add the artefact of one stage, which is made from those of `made` that it reads and from `further` ones."""
        own_seeds = () if stage == "trials" else seeds
        parameters = condition.of_stage(stage, self.stages)
        if stage == "measure":
            parameters["measures"] = standard_measures(parameters["network"])
        read = {above: made[above] for above in UPSTREAM[stage]} | dict(further)
        inputs = {above: artefact.path for above, artefact in read.items()}
        code = self.code_of(stage, parameters)
        readable = [_readable(name, parameters[name]) for name in _READABLE[stage]]
        words = "-".join([*filter(None, readable), *_readable_seeds(own_seeds)])
        name = f"{words[:_LONGEST_READABLE]}-{address(stage, parameters, own_seeds, code, inputs)}"
        artefact = Artefact(stage, name, parameters, own_seeds, inputs, code)
        return self.plan.artefacts[stage].setdefault(name, artefact)


def _readable(name: str, value: object) -> str:
    if name == "null_model" and value == "none":
        return ""
    if name == "earlier_tasks":
        return "-".join(["after", *value]) if value else ""
    return f"rank{value}" if name == "rank" else str(value)


def _readable_seeds(seeds: tuple[int, ...]) -> list[str]:
    if not seeds:
        return []
    whole = seeds == tuple(range(seeds[0], seeds[-1] + 1))
    return [f"seeds{seeds[0]}to{seeds[-1]}" if whole else f"{len(seeds)}seeds{seeds[0]}to{seeds[-1]}"]
