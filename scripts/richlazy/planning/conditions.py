"""Conditions: points of an experiment's sweep, and which of their parameters each stage depends on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from richlazy.artefacts.identity import digest
from richlazy.connectivity.builders import registry as builders
from richlazy.connectivity.definitions import Matrix
from richlazy.contracts.registry import literal
from richlazy.data.definitions import define
from richlazy.data.tables import is_table, table_steps
from richlazy.errors import InputError

# A stage depends on its own parameters and on those of the stages that it reads from.
UPSTREAM = {
    "trials": (),
    "connectivity": (),
    "train": ("trials", "connectivity"),
    "measure": ("train",),
}


# The network that a start is aligned with: the Gaussian start of the same seed and units, whole.
_REFERENCE = {
    "null_model": "gaussian",
    "rank": "full",
    "normalise": "frobenius",
    "earlier_tasks": [],
    "tested_on": "own",
}

# Its null model leaves nothing of a structure but the number of units: the Gaussian matrix itself.
_GAUSSIAN = {"connectivity": "gaussian", "null_model": "none"}
# What a recurrent network has, as a network of one layer that all its steps share.
_RECURRENT = {"depth": 1, "truncated_layers": "first", "activation": "relu"}


@dataclass(frozen=True)
class Condition:
    """A full set of parameters, with the definitions of its task and its matrix; rank and checkpoints are explicit.

    reference: the condition whose training the matrix is made from, where there is one. before: the condition that
    trains the same networks on the last of their earlier tasks, where there are such. other_task: the definition of the
    task of `tested_on`, where it is not the own one. rank_in: see `matrices.Matrix`.
    """

    parameters: Mapping[str, object]
    task: Mapping[str, object]
    matrix: Mapping[str, object]
    reference: "Condition | None" = None
    before: "Condition | None" = None
    other_task: Mapping[str, object] | None = None
    rank_in: Callable[[int], int | None] = field(default=lambda units: None, compare=False)

    def of_stage(self, stage: str, stages: Mapping[str, str]) -> dict[str, object]:
        """The parameters that `stage` depends on, by name in order; `stages` maps a parameter to its first stage.

        Conditions that ask for the same work under two names, as every structure does with its Gaussian null model,
        have the same parameters here.
        """
        reached, (parameters, matrix) = _reached(stage), self._canonical
        chosen = {name: parameters[name] for name in sorted(parameters) if stages[name] in reached}
        definitions = {"trials": ("task_definition", self.task), "connectivity": ("matrix_definition", matrix)}
        return chosen | {key: dict(value) for above, (key, value) in definitions.items() if above in reached}

    @cached_property
    def key(self) -> str:
        """The same for two conditions that ask for the same work."""
        return digest([*self._canonical, self.task])

    @property
    def rank(self) -> int:
        """Rank of the initial matrix as far as it is known: the rank asked for, but no more than the matrix has."""
        asked = self.parameters["rank"]
        return asked if self._whole_rank is None else min(asked, self._whole_rank)

    @cached_property
    def _whole_rank(self) -> int | None:
        """Known rank of the matrix itself; None for null models, and where truncation does not stop at it."""
        if self.parameters["null_model"] != "none" or self.parameters["truncation"] != "svd":
            return None
        return self.rank_in(self.parameters["hidden"])

    @property
    def tested_on(self) -> "Condition | None":
        """The condition on whose trials the networks are tested as well, where there is one."""
        if self.other_task is None:
            return None
        parameters = {**self.parameters, "task": self.parameters["tested_on"]}
        return replace(self, parameters=parameters, task=self.other_task)

    @property
    def prerequisite_trainings(self) -> "list[Condition]":
        """The conditions that must be trained before this one can start, and those that they need in turn."""
        direct = [condition for condition in (self.reference, self.before) if condition]
        return [*direct, *(further for condition in direct for further in condition.prerequisite_trainings)]

    @cached_property
    def _canonical(self) -> tuple[Mapping[str, object], Mapping[str, object]]:
        parameters, matrix = {**self.parameters, **self._unused}, self.matrix
        if parameters["null_model"] == "gaussian":
            return {**parameters, **_GAUSSIAN}, {"builder": "gaussian"}
        if self.reference:
            matrix = {**matrix, "task": self.reference.parameters["task"]}
        return parameters, matrix

    @property
    def _unused(self) -> dict[str, object]:
        """One value for each parameter that the task or the network does not use."""
        unused: dict[str, object] = {"dt": 1} if _has_one_step(self.task) else {}
        if self.parameters["network"] == "feedforward":
            unused |= {"tau": unused.get("dt", self.parameters["dt"]), "output_steps": "all"}  # one step, no memory
        if self.parameters["depth"] == 1:
            unused["truncated_layers"] = "first"
        asked, units = self.parameters["rank"], self.parameters["hidden"]
        if asked >= units:
            unused["truncation"] = "svd"
        elif self._whole_rank is not None and asked >= self._whole_rank:
            unused["rank"] = units  # truncation to its rank or above leaves a matrix whole
        return unused


@cache
def _reached(stage: str) -> frozenset[str]:
    """A stage and those that it reads from, directly or not."""
    return frozenset([stage]).union(*(_reached(above) for above in UPSTREAM[stage]))


def resolve(
    parameters: Mapping[str, object], tasks: Mapping[str, Mapping], matrices: Mapping[str, Matrix], where: str
) -> Condition:
    """Condition with `hidden`, `rank: full` and `checkpoints: log` made explicit; raises InputError for what cannot be.

    where: the experiment that asks, for error messages.
    """
    resolved = dict(parameters)
    _check_defined("task", resolved, tasks, "with the id of a NeuroGym environment", where)
    _check_defined("connectivity", resolved, matrices, "with its builder", where)
    matrix = matrices[resolved["connectivity"]]
    _check_null_model(resolved, matrix, where)
    resolved["hidden"] = matrix.units or resolved["hidden"]
    resolved["rank"] = resolved["hidden"] if resolved["rank"] == "full" else resolved["rank"]
    _check_sizes(resolved, where)
    resolved["checkpoints"] = _checkpoints(resolved, where)
    task = define(resolved["task"], tasks[resolved["task"]], resolved, tasks)
    _check_network(resolved, task, where)
    _check_dale(resolved, where)
    other_task = _other_task(resolved, tasks, where)
    if resolved["earlier_tasks"]:
        before = _before(parameters, tasks, matrices, where)
        return Condition(resolved, task, matrix.definition, before.reference, before, other_task, matrix.rank_in)
    changes = literal(builders.path(matrix.definition["builder"]), "REFERENCE")
    if changes is None or resolved["null_model"] == "gaussian":
        return Condition(resolved, task, matrix.definition, other_task=other_task, rank_in=matrix.rank_in)
    _check_learns(resolved, where)
    learned = matrix.definition["task"]
    changes = {**_REFERENCE, **changes, "task": resolved["task"] if learned == "own" else learned}
    reference = resolve({**parameters, **changes}, tasks, matrices, where)
    return Condition(resolved, task, matrix.definition, reference, other_task=other_task)


def _before(
    parameters: Mapping[str, object], tasks: Mapping[str, Mapping], matrices: Mapping[str, Matrix], where: str
) -> Condition:
    """The condition that trains on the last of the earlier tasks, after those before it."""
    *earlier, last = parameters["earlier_tasks"]
    if last not in tasks:
        raise InputError(f"{where}: earlier_tasks: {last!r} is not defined; allowed are {', '.join(tasks)}")
    changes = {"task": last, "earlier_tasks": earlier, "tested_on": "own"}
    return resolve({**parameters, **changes}, tasks, matrices, where)


def log_spaced(steps: int) -> list[int]:
    """0, 1, 3, 10, 30, ... and the last step: two checkpoints a decade, whatever the length of training."""
    decades = (mantissa * 10**power for power in range(len(str(steps))) for mantissa in (1, 3))
    return [0, *(step for step in decades if step < steps), steps]


def _checkpoints(parameters: Mapping, where: str) -> list[int]:
    chosen, steps = parameters["checkpoints"], parameters["steps"]
    if chosen == "log":
        return log_spaced(steps)
    beyond = [step for step in chosen if step > steps]
    if beyond:
        raise InputError(
            f"{where}: checkpoints: {beyond[0]} lies beyond the last step of training; allowed are 0 to steps = "
            f"{steps}; write `steps: {max(beyond)}` or leave it out"
        )
    return sorted({0, *chosen, steps})


def _other_task(parameters: Mapping, tasks: Mapping[str, Mapping], where: str) -> dict[str, object] | None:
    other = parameters["tested_on"]
    if other == "own":
        return None
    if other not in tasks:
        raise InputError(
            f"{where}: tested_on: {other!r} is not defined; allowed are own, {', '.join(tasks)}; or define it under "
            f"`tasks:` with the id of a NeuroGym environment"
        )
    if parameters["network"] != "recurrent":
        raise InputError(
            f"{where}: tested_on: {other} is for recurrent networks, found `network: {parameters['network']}`; write "
            f"`tested_on: own`, or `network: recurrent`"
        )
    definition = define(other, tasks[other], parameters, tasks)
    _check_network({**parameters, "task": other}, definition, where)
    return definition


def _check_defined(parameter: str, parameters: Mapping, defined: Mapping, how: str, where: str) -> None:
    section = {"task": "tasks", "connectivity": "matrices"}[parameter]
    if parameters[parameter] not in defined:
        raise InputError(
            f"{where}: {parameter}: {parameters[parameter]!r} is not defined; allowed are {', '.join(defined)}; or "
            f"define it under `{section}:` {how}"
        )


def _check_learns(parameters: Mapping, where: str) -> None:
    if parameters["constraint"] == "dale":
        raise InputError(
            f"{where}: constraint: dale keeps the sign of every column, and connectivity: {parameters['connectivity']} "
            "is made of what a network learned, of both signs; write another `connectivity`, such as "
            "`connectivity: dale_balanced`, or `constraint: none`"
        )
    if parameters["network"] != "recurrent":
        raise InputError(
            f"{where}: connectivity: {parameters['connectivity']} takes the directions that a recurrent network "
            f"learned, found `network: {parameters['network']}`; write `network: recurrent`, or leave the matrix out"
        )


def _check_network(parameters: Mapping, task: Mapping, where: str) -> None:
    if parameters["network"] != "recurrent":
        _check_shown_at_once(parameters, task, where)
        return
    for name, only in _RECURRENT.items():
        if parameters[name] != only:
            raise InputError(
                f"{where}: {name}: {parameters[name]} is for networks without recurrence; a recurrent network takes "
                f"{only}; write `{name}: {only}`, or `network: feedforward`"
            )
    if _has_one_step(task):
        raise InputError(
            f"{where}: task: {parameters['task']!r} has one time step, in which a recurrent network, which starts from "
            f"silence, does not use its recurrent weights; write `network: feedforward`, or choose another task"
        )


def _has_one_step(task: Mapping) -> bool:
    """Whether the trials of a task are known to have one time step; those of an environment are counted later."""
    return is_table(task) and table_steps(task) == 1


def _check_shown_at_once(parameters: Mapping, task: Mapping, where: str) -> None:
    if is_table(task) and not _has_one_step(task):
        raise InputError(
            f"{where}: task: {parameters['task']!r} has {table_steps(task)} time steps; a network without recurrence "
            "takes tasks of one; write `network: recurrent`, or choose another task"
        )


def _check_dale(parameters: Mapping, where: str) -> None:
    """Raise InputError for a start whose columns cannot have one sign each, where training is to keep these signs."""
    if parameters["constraint"] != "dale":
        return
    if parameters["null_model"] not in ("none", "rewired"):
        raise InputError(
            f"{where}: constraint: dale keeps the sign of every column, and null_model: {parameters['null_model']} "
            "mixes signs within them; write `null_model: none`, or `constraint: none`"
        )
    if parameters["rank"] < parameters["hidden"] and parameters["truncation"] == "svd":
        raise InputError(
            f"{where}: constraint: dale keeps the sign of every column, and truncation: svd to rank "
            f"{parameters['rank']} mixes signs within them; write `truncation: nonnegative`, or `constraint: none`"
        )


def _check_null_model(parameters: Mapping, matrix: Matrix, where: str) -> None:
    builder = matrix.definition["builder"]
    full = literal(builders.path(builder), "DENSE") and matrix.definition.get("density", 1) == 1
    if parameters["null_model"] == "rewired" and full:
        raise InputError(
            f"{where}: null_model: rewired moves connections to where there are none, but "
            f"{parameters['connectivity']!r} ({builder}) has every connection; leave `rewired` out for it"
        )


def _check_sizes(parameters: Mapping, where: str) -> None:
    rules = (
        ("rank", "hidden", "the number of units"),
        ("dt", "tau", "the time constant"),
        ("batch", "training_trials", "the pool of training trials"),
        ("kernel_trials", "probe_trials", "the probe"),
        ("probe_trials", "training_trials", "the pool of training trials"),
    )
    for small, large, meaning in rules:
        if parameters[small] > parameters[large]:
            raise InputError(
                f"{where}: {small}: {parameters[small]} is larger than {meaning}, {large} = {parameters[large]}; "
                f"write `{small}: {parameters[large]}` or less, or raise `{large}`"
            )
