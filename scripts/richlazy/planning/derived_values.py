"""Derived parameters of a condition: their values, and those of the parameters that follow from them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from richlazy.contracts.derived import Derived, named_in
from richlazy.contracts.messages import shown
from richlazy.contracts.parameters import Chosen
from richlazy.contracts.parts import declaring
from richlazy.errors import InputError
from richlazy.planning.declaring_parts import undeclared


@dataclass(frozen=True)
class DerivedValues:
    """The derived parameters that a condition names, and what follows from them, each by name.

    needed: the values of other parameters that these follow from.
    """

    named: Mapping[str, object] = field(default_factory=dict)
    following: Mapping[str, object] = field(default_factory=dict)
    needed: Mapping[str, object] = field(default_factory=dict)

    @property
    def scaled(self) -> dict[str, object]:
        """The given values of parameters that follow from themselves, too, such as a learning rate that is scaled."""
        return {name: value for name, value in self.needed.items() if name in self.following}

    def table_row(self, swept: Collection[str]) -> dict[str, Mapping[str, object]]:
        """What follows, by the text of what it follows from: the derived parameters, and others if they are swept."""
        given = {**self.named, **{name: value for name, value in self.needed.items() if name in swept}}
        return {", ".join(f"{name}={value}" for name, value in given.items()): self.following} if self.named else {}


def derived_values(
    chosen: Chosen,
    parameters: Mapping[str, object],
    given: Mapping[str, object],
    shared: Mapping[str, object],
    general: Mapping[str, Mapping],
    where: str,
) -> DerivedValues:
    """The derived parameters of a condition.

    chosen, parameters: its parts, and the values of its parameters without derived ones. given, shared: the values that
    its experiment and that the config names. general: as for `undeclared`. Raises InputError, beginning with `where`,
    for two parameters that contradict each other, for one that the condition lacks, and for a value out of bounds.
    """
    modules = named_in({**shared, **given})
    if not modules:
        return DerivedValues()
    _check_apart(modules, where)
    named: dict[str, object] = {}
    following: dict[str, object] = {}
    needed: dict[str, object] = {}
    for one in modules:
        own = {name: given.get(name, shared.get(name, entry["default"])) for name, entry in one.parameters.items()}
        _check_not_given(one, chosen, given, shared, where)
        for name in [*one.needs, *one.sets]:
            if name not in own and name not in parameters:
                raise InputError(_lacking(one, name, general, where))
        needs = {name: {**parameters, **own}[name] for name in one.needs}
        found = one.values(needs, where)
        _check_bounds(one, own, found, chosen, where)
        named |= own
        following |= found
        needed |= {name: value for name, value in needs.items() if name not in own}
    return DerivedValues(named, following, needed)


def check_needed(derived: DerivedValues, parameters: Mapping[str, object], where: str) -> None:
    """Raise InputError for a value that derived parameters followed from and that a source of the condition changes."""
    for name, value in derived.needed.items():
        if name not in derived.following and parameters[name] != value:
            raise InputError(
                f"{where}: {', '.join(derived.named)}: follows from `{name}: {shown(value)}`, but the condition has "
                f"{shown(parameters[name])}; write `{name}: {shown(parameters[name])}`"
            )


def _lacking(one: Derived, name: str, general: Mapping[str, Mapping], where: str) -> str:
    if name not in general and not declaring(name):
        return (
            f"{one.part.path}: `derive` takes `{name}`, and there is no such parameter; allowed are the names of "
            f"parameters: write for example `def derive({next(iter(one.parameters))}, {one.sets[0]}):`"
        )
    lines = undeclared(name, general)
    return f"{where}: {', '.join(one.parameters)}: it needs {name}, which the condition does not have; {lines}"


def _check_apart(modules: Sequence[Derived], where: str) -> None:
    """Raise InputError for two modules of which one sets what the other sets or needs."""
    for one, other in permutations(modules, 2):
        for name in one.sets:
            if name in other.sets or name in other.needs:
                both = " and ".join(f"`{', '.join(module.parameters)}`" for module in (one, other))
                raise InputError(f"{where}: found both {both}, and {name} follows from either; leave one of them out")


def _check_not_given(
    one: Derived, chosen: Chosen, given: Mapping[str, object], shared: Mapping[str, object], where: str
) -> None:
    """Raise InputError for a parameter that is named beside the derived one that it follows from, and not scaled."""
    of_config = not any(name in given for name in one.parameters)
    for name in one.sets:
        otherwise = of_config and shared.get(name, chosen.defaults.get(name)) != chosen.defaults.get(name)
        if name not in one.needs and (name in given or otherwise):
            derived = ", ".join(one.parameters)
            raise InputError(
                f"{where}: found both `{derived}` and `{name}: {shown({**shared, **given}[name])}`, which follows from "
                f"{derived}; leave one of them out"
            )


def _check_bounds(
    one: Derived, own: Mapping[str, object], found: Mapping[str, object], chosen: Chosen, where: str
) -> None:
    """Raise InputError for a value that the parameter which follows is not allowed to have."""
    for name, value in found.items():
        try:
            chosen.check({name: value}, "")
        except InputError as error:
            told = str(error).partition("; for example")[0]
            defaults = {key: entry["default"] for key, entry in one.parameters.items()}
            raise InputError(
                f"{where}: from {_lines(own)} follows {told}; write for example {_lines(defaults)}"
            ) from None


def _lines(values: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}: {shown(value)}`" for name, value in values.items())
