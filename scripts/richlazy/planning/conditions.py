"""Conditions: the points of an experiment's sweep, each with its parts and parameters."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from richlazy.artefacts.identity import digest
from richlazy.contracts.parameters import Chosen, Parameters
from richlazy.contracts.parts import KINDS, Part
from richlazy.contracts.stages import Data, Resolved, Source, contract
from richlazy.errors import InputError
from richlazy.planning.condition_checks import check_learner, check_sizes, check_stream, check_takes
from richlazy.planning.declaring_parts import undeclared
from richlazy.planning.derived_values import DerivedValues, check_needed, derived_values


@dataclass(frozen=True)
class Setting:
    """Everything that conditions share.

    parameters: all parameters. values: their values in the config's `parameters`. order: their names in the order of
    axes. sources: the source of each stage before the training.
    """

    parameters: Parameters
    values: Mapping[str, object]
    order: tuple[str, ...]
    sources: Mapping[str, Source]


@dataclass(frozen=True)
class Condition:
    """The parts and parameters of a training and its measures; numbers of units, ranks and checkpoints are explicit.

    sources: the source of each stage before the training. reference: the condition of the reference network that a
    source is made from, if there is one. before: the condition that trains the same networks on the last of their
    earlier tasks, if there are any. tested_on: the condition with the other task on whose trials the networks are
    tested, if there is one. derived: the derived parameters that are named for it, and what follows from them, which
    `parameters` contains.
    """

    parameters: Mapping[str, object]
    chosen: Chosen
    sources: Mapping[str, Resolved]
    reference: "Condition | None" = None
    before: "Condition | None" = None
    tested_on: "Condition | None" = None
    derived: DerivedValues = field(default_factory=DerivedValues)

    @property
    def data(self) -> Data:
        """The data of the training."""
        return self.sources["trials"]

    @property
    def learner(self) -> Part:
        """The learner."""
        return self.chosen.parts["learner"]

    def of_stage(self, stage: str) -> dict[str, object]:
        """The parameters that `stage` depends on, sorted by name, and the definitions of its sources.

        Conditions with the same result have the same parameters here, for example all circuits with the Gaussian null
        model.
        """
        reached, parameters = self.chosen.reached(stage), self._canonical
        found = {name: parameters[name] for name in sorted(parameters) if self.chosen.stages[name] in reached}
        for above, source in self.sources.items():
            if above in reached:
                found |= self._of_learner(above) | {source.key: dict(source.definition)}
        return found

    @cached_property
    def key(self) -> str:
        """A digest that is equal for conditions with the same result."""
        definitions = {stage: source.definition for stage, source in self.sources.items()}
        # Their data can have parameters that are none of this condition.
        others = [other.key for other in (self.before, self.tested_on) if other]
        return digest([self._canonical, definitions, others])

    @cached_property
    def swept_values(self) -> Mapping[str, object]:
        """The values of all parameters that can be swept: the derived ones that are named, and others as they are given
        to what follows from these."""
        return {**self.parameters, **self.derived.named, **self.derived.scaled}

    def coordinate(self, name: str) -> object:
        """Value of a parameter on its axis; for a matrix of low rank this is its rank, not that of the config."""
        for source in self.sources.values():
            if name in source.coordinates:
                return source.coordinates[name]
        return self.swept_values[name]

    @property
    def prerequisite_trainings(self) -> "list[Condition]":
        """The conditions that must be trained before this one, and all that they need in turn."""
        direct = [condition for condition in (self.reference, self.before) if condition]
        return [*direct, *(further for condition in direct for further in condition.prerequisite_trainings)]

    def _of_learner(self, stage: str) -> dict[str, object]:
        """Parameters of a stage that follow from the learner."""
        function = getattr(contract(stage), "of_learner", None)
        return function(self.learner, self.parameters) if function else {}

    @cached_property
    def _canonical(self) -> dict[str, object]:
        found = dict(self.parameters)
        for source in self.sources.values():
            found |= source.canonical
        canonical = self.learner.function("canonical")
        found |= canonical(self.parameters, self.data) if canonical else {}
        return {name: value for name, value in found.items() if name in self.parameters}


def resolve(given: Mapping[str, object], setting: Setting, where: str) -> Condition:
    """The condition with these values of parameters. Raises InputError for combinations that are not possible.

    where: the experiment, for messages.
    """
    chosen = setting.parameters.chosen({**setting.values, **given})
    parameters = chosen.values({**setting.values, **given}, where)
    derived = derived_values(chosen, parameters, given, setting.values, setting.parameters.general, where)
    parameters |= derived.following
    check_sizes(parameters, where)
    check_parameters = chosen.parts["learner"].function("check_parameters")
    if check_parameters:
        check_parameters(parameters, where)
    parameters["checkpoints"] = _checkpoints(parameters, where)
    data = setting.sources["trials"].resolve(parameters, where)
    check_takes(parameters, chosen, data, where)
    check_stream(parameters, data, where)
    before = _before(given, parameters, setting, where)
    sources: dict[str, Resolved] = {"trials": data}
    for stage in chosen.sources:
        # After earlier tasks, the initial matrix is that of the first of them.
        if stage != "trials":
            sources[stage] = before.sources[stage] if before else setting.sources[stage].resolve(parameters, where)
        parameters |= sources[stage].explicit
    check_learner(parameters, chosen, data, where)
    check_needed(derived, parameters, where)
    condition = Condition(parameters, chosen, sources, before=before, derived=derived)
    reference = before.reference if before else _reference(given, sources.values(), setting, where)
    return replace(condition, reference=reference, tested_on=_tested_on(condition, given, setting, where))


def check_declared(given: Collection[str], conditions: Iterable[Condition], setting: Setting, where: str) -> None:
    """Raise InputError for a parameter of an experiment that none of its conditions has, nor those that these need.

    where: the section of the experiment, for messages.
    """
    related = ([one, *one.prerequisite_trainings, *([one.tested_on] if one.tested_on else [])] for one in conditions)
    taken = {name for conditions in related for condition in conditions for name in condition.swept_values}
    for name in given:
        if name not in taken:
            raise InputError(f"{where}.{name}: {undeclared(name, setting.parameters.general)}")


def check_swept(grid: Collection[str], condition: Condition, setting: Setting, where: str) -> None:
    """Raise InputError for a swept parameter that a point does not have, or that its sources do not allow to sweep."""
    for name in grid:
        if name not in condition.swept_values:
            line = undeclared(name, setting.parameters.general)
            raise InputError(f"{where}.sweep.{name}: the {condition.learner} has none; {line}")
    for stage in condition.sources:
        setting.sources[stage].check_sweep(condition.parameters, grid, where)


def _before(given: Mapping, parameters: Mapping, setting: Setting, where: str) -> Condition | None:
    """The condition that trains on the last of the earlier tasks; None without earlier tasks."""
    if not parameters["earlier_tasks"]:
        return None
    *earlier, last = parameters["earlier_tasks"]
    setting.sources["trials"].check_defined(last, f"{where}: earlier_tasks")
    return resolve({**given, "task": last, "earlier_tasks": earlier, "tested_on": "own"}, setting, where)


def _reference(given: Mapping, sources: Iterable[Resolved], setting: Setting, where: str) -> Condition | None:
    """The condition of the reference network that a source is made from; None without one."""
    for source in sources:
        if source.learned_from is not None:
            return resolve({**given, **source.learned_from}, setting, where)
    return None


def _tested_on(condition: Condition, given: Mapping, setting: Setting, where: str) -> Condition | None:
    """The same condition with the task of `tested_on`; None if that is its own task."""
    other, learner = condition.parameters["tested_on"], condition.learner
    if other == "own":
        return None
    setting.sources["trials"].check_defined(other, f"{where}: tested_on", also=["own"])
    if "other_tasks" not in learner.constant("OFFERS"):
        having = [name for name in KINDS["learner"].available() if _offers(name, "other_tasks")]
        lines = "".join(f", or `learner: {name}`" for name in having)
        raise InputError(
            f"{where}: tested_on: {other}: the {learner} is tested on its own task alone; write `tested_on: own`{lines}"
        )
    # The other task can have a data set with parameters of its own.
    known = {**setting.values, **given, **condition.parameters, "task": other}
    chosen = setting.parameters.chosen(known)
    parameters = chosen.values(known, where)
    data = setting.sources["trials"].resolve(parameters, where)
    check_takes(parameters, chosen, data, where)
    check_learner(parameters, chosen, data, where)
    return replace(condition, parameters=parameters, chosen=chosen, sources={**condition.sources, "trials": data})


def _offers(learner: str, what: str) -> bool:
    return what in KINDS["learner"].constant(learner, "OFFERS")


def log_spaced(steps: int) -> list[int]:
    """0, 1, 3, 10, 30, ... and the last step: two checkpoints per decade."""
    decades = (mantissa * 10**power for power in range(len(str(steps))) for mantissa in (1, 3))
    return [0, *(step for step in decades if step < steps), steps]


def _checkpoints(parameters: Mapping, where: str) -> list[int]:
    asked, steps = parameters["checkpoints"], parameters["steps"]
    if asked == "log":
        return log_spaced(steps)
    beyond = [step for step in asked if step > steps]
    if beyond:
        raise InputError(
            f"{where}: checkpoints: {beyond[0]} lies beyond the last step of training; allowed are 0 to steps = "
            f"{steps}; write `steps: {max(beyond)}` or leave it out"
        )
    return sorted({0, *asked, steps})
