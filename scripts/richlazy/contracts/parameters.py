"""The parameters of a condition: the general ones of its stages, and those that its parts declare."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from richlazy.contracts.numbers import bounded
from richlazy.contracts.parts import CHOICES, KINDS, TASK, Part, allows, declared_differently
from richlazy.contracts.schema import validate
from richlazy.errors import InputError

# The stages of every condition; its learner can need further ones.
_ALWAYS = ("trials", "train", "measure")
# The stages beside its sources whose parameters a stage depends on.
_REACHED = {"train": ("train",), "measure": ("train", "measure"), "compare": ("train", "measure")}


@dataclass(frozen=True)
class Chosen:
    """The parts of a condition, and its parameters: the stage and the default of each by name.

    sources: the stages that its training is made from: the trials, and those that its learner needs. schemas: those of
    all parameters. checked: parameters that several parts declare differently, which are checked for each condition.
    """

    parts: Mapping[str, Part]
    sources: tuple[str, ...]
    stages: Mapping[str, str]
    defaults: Mapping[str, object]
    schemas: Mapping[str, Mapping]
    checked: Collection[str]

    def values(self, given: Mapping[str, object], where: str) -> dict[str, object]:
        """The values of all parameters of the condition. Raises InputError for a value that its part does not allow."""
        found = {name: given.get(name, default) for name, default in self.defaults.items()}
        if self.checked:
            self.check({name: found[name] for name in self.checked}, where)
        return found

    def check(self, values: Mapping[str, object], where: str) -> None:
        """Raise InputError for a value that the schema of its parameter does not allow."""
        validate(values, {"type": "object", "properties": {name: self.schemas[name] for name in values}}, where)

    def reached(self, stage: str) -> frozenset[str]:
        """A stage and all stages that it is made from, directly or indirectly."""
        further = _REACHED.get(stage)
        return frozenset([*self.sources, *further]) if further else frozenset([stage])


@dataclass(frozen=True)
class Parameters:
    """The general parameters, as entries of the schema by name.

    data_set: the data set of a task by the task's name; None for a task without one.
    """

    general: Mapping[str, Mapping]
    data_set: Callable[[object], Part | None] = lambda task: None
    _known: dict[tuple, Chosen] = field(default_factory=dict, compare=False)

    def chosen(self, given: Mapping[str, object]) -> Chosen:
        """The parts and parameters of a condition with these values of the parameters that choose parts."""
        choices = tuple(given.get(name, self.general[name]["default"]) for name in CHOICES)
        data_set = self.data_set(given.get(TASK, self.general[TASK]["default"]))
        key = choices, data_set
        if key not in self._known:
            self._known[key] = self._choose(dict(zip(CHOICES, choices, strict=True)), data_set)
        return self._known[key]

    def _choose(self, names: Mapping[str, str], data_set: Part | None) -> Chosen:
        learner = CHOICES["learner"].part(names["learner"])
        sources = ("trials", *learner.constant("STAGES", []))
        taken = {name: entry for name, entry in self.general.items() if entry["stage"] in (*_ALWAYS, *sources)}
        parts = {name: part for name, choice in CHOICES.items() if name in taken and (part := choice.part(names[name]))}
        parts |= {TASK: data_set} if data_set else {}
        entries = {name: (None, entry) for name, entry in taken.items()}
        for part in parts.values():
            KINDS[part.kind].check(part.name)
            for name, entry in part.parameters.items():
                _check_new(name, part, entries)
                entries.setdefault(name, (part, entry))
        shared = {*self.general, *declared_differently()}
        return Chosen(
            parts,
            sources,
            {name: entry["stage"] for name, (_, entry) in entries.items()},
            {name: entry["default"] for name, (_, entry) in entries.items()},
            bounded({name: entry for name, (_, entry) in entries.items()}),
            [name for name, (part, _) in entries.items() if part and name in shared],
        )


def _check_new(name: str, part: Part, entries: Mapping[str, tuple]) -> None:
    """Raise InputError for a parameter of a part that has another meaning in the same condition."""
    other, entry = entries.get(name, (None, part.parameters[name]))
    if _meaning(entry) != _meaning(part.parameters[name]):
        found = f"the {other} ({other.path})" if other else "every condition, by config.schema.yaml"
        raise InputError(
            f"{part.path}: PARAMETERS: {name!r} is a parameter of {found}, too, and differs; give it another name"
        )


def _meaning(entry: Mapping) -> tuple:
    return allows(entry), entry["default"], entry["stage"]
