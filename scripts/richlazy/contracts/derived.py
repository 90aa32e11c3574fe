"""Contracts of derived parameters, which stand for values of others (`richlazy.derived`): what each sets and needs."""

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from richlazy.contracts.fragments import check_fragment
from richlazy.contracts.messages import shown
from richlazy.contracts.numbers import bounded, whole_numbers
from richlazy.contracts.parts import CHOICES, KINDS, Part, stages
from richlazy.errors import InputError, code_of_users

_DERIVED = KINDS["derived parameter"]


@dataclass(frozen=True)
class Derived:
    """A module with derived parameters."""

    part: Part

    @property
    def parameters(self) -> Mapping[str, Mapping]:
        """Schema fragments of the derived parameters."""
        return self.part.parameters

    @property
    def sets(self) -> list[str]:
        """Names of the parameters that follow from them."""
        return list(self.part.constant("SETS", []))

    @property
    def needs(self) -> list[str]:
        """Names of all parameters that `derive` takes, the derived ones included; imports the module."""
        return list(inspect.signature(self._derive()).parameters)

    def values(self, given: Mapping[str, object], where: str) -> dict[str, object]:
        """Values of `sets`, from the values of `needs`; numbers are exact until they are rounded once.

        Raises InputError, beginning with `where`, for what `derive` cannot serve, and for a wrong answer of it.
        """
        found = self._answer({name: _exact(given[name]) for name in self.needs}, where)
        if not isinstance(found, Mapping) or set(found) != set(self.sets):
            raise InputError(
                f"{self.part.path}: `derive` gives {found!r}; allowed is a mapping with the names of SETS: write for "
                f"example `return {{{self.sets[0]!r}: ...}}`"
            )
        return {name: whole_numbers(_rounded(found[name])) for name in self.sets}

    def _answer(self, exact: Mapping[str, object], where: str) -> object:
        said = ", ".join(f"{name}: {_rounded(value)}" for name, value in exact.items())
        try:
            with code_of_users(f"`derive` of {self.part.path} fails for {said}"):
                return self._derive()(**exact)
        except InputError as error:
            raise InputError(f"{where}: {', '.join(self.parameters)}: {error}") from error

    def _derive(self) -> Callable[..., Mapping]:
        with code_of_users(f"{self.part.path}: this file cannot be imported"):
            return _DERIVED.find(self.part.name).derive


def _exact(value: object) -> object:
    """A number as the fraction that its shortest decimal digits are; anything else as it is."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Fraction(repr(value)) if is_number else value


def _rounded(value: object) -> object:
    """A fraction as the nearest float, infinite if it is too large; anything else as it is."""
    if not isinstance(value, Fraction):
        return value
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def derived_parameters() -> list[Derived]:
    """All modules with derived parameters, by their names."""
    return [Derived(Part(_DERIVED.kind, name)) for name in _DERIVED.available()]


def named_in(given: Collection[str]) -> list[Derived]:
    """The modules with a derived parameter among these names."""
    return [one for one in derived_parameters() if any(name in given for name in one.parameters)]


def fragments(known: Collection[str]) -> dict[str, tuple[Part, Mapping]]:
    """Part and schema fragment of every derived parameter; known: the names of all other parameters.

    Raises InputError for a module that is incomplete, or that has or sets what it cannot.
    """
    found: dict[str, tuple[Part, Mapping]] = {}
    for one in derived_parameters():
        _DERIVED.check(one.part.name)
        _check_sets(one, known)
        for name, entry in one.parameters.items():
            check_fragment(one.part.path, name, entry, stages())
            if name in known or name in found:
                raise InputError(
                    f"{one.part.path}: PARAMETERS: {name!r}: there is another parameter of this name; choose another, "
                    f"for example `{name}_of_{one.part.name}`"
                )
            found[name] = one.part, bounded({name: entry})[name]
    return found


def _check_sets(one: Derived, known: Collection[str]) -> None:
    """Raise InputError unless SETS lists parameters, and none that chooses a part."""
    sets, path = one.part.constant("SETS"), one.part.path
    if not isinstance(sets, list | tuple) or not sets:
        raise InputError(
            f"{path}: SETS: found {shown(sets)}; allowed is a list of names of parameters: write for example "
            "`SETS = ['learning_rate']`"
        )
    if not one.parameters:
        raise InputError(f"{path}: PARAMETERS: it has none; write the schema of the derived parameter, as parts do")
    for name in sets:
        if name not in known or name in CHOICES:
            allowed = ", ".join(other for other in known if other not in CHOICES)
            raise InputError(
                f"{path}: SETS: {name!r} {'chooses a part' if name in CHOICES else 'is no parameter'}; allowed are "
                f"{allowed}: write for example `SETS = ['learning_rate']`"
            )
