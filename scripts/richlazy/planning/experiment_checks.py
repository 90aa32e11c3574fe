"""Whether an experiment is whole, and whether the simulation, claims and figures that it names exist and find in it
what they need."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from richlazy.contracts.numbers import bounded
from richlazy.contracts.registry import Registry, literal
from richlazy.contracts.schema import validate
from richlazy.contracts.study_parts import Claims, arguments, claims, defaults, figures, simulations
from richlazy.errors import InputError

# The kinds of experiment, and what each has beside its figures.
_KINDS = {
    "sweep": ("also", "parameters", "measures", "seeds", "claims"),
    "simulation": ("arguments", "seeds", "claims"),
    "collects": (),
}


def check_experiment(name: str, experiments: Mapping[str, Mapping | None]) -> None:
    """Raise InputError for an experiment, of all those of a config, that is of no kind or of two, or whose simulation,
    claims or figures are unknown or cannot work on it."""
    where, section = f"experiments.{name}", experiments[name]
    _check_kind(where, section)
    if "simulation" in section:
        check_simulation(where, section["simulation"], section.get("arguments", {}))
    if "collects" in section:
        _check_collection(where, section, experiments)
    for kind, room in (("claims", claims), ("figures", figures)):
        for part in section.get(kind, []):
            _check_part(where, kind, part, room, section, experiments)


def _check_kind(where: str, section: Mapping) -> None:
    found = [kind for kind in _KINDS if kind in section]
    if len(found) > 1:
        both = " and ".join(f"`{kind}`" for kind in found[:2])
        raise InputError(f"{where}: found both {both}; an experiment has one of them, leave the other out")
    if not found:
        raise InputError(f"{where}: {_either(_KINDS, 'nor')} is there; write one: `sweep: ...`")
    for key in section:
        having = [kind for kind, keys in _KINDS.items() if key in keys]
        if section[key] and having and found[0] not in having:
            raise InputError(
                f"{where}.{key}: only an experiment with {_either(having, 'or')} has this, found "
                f"`{found[0]}`; leave it out"
            )


def _either(kinds: Iterable[str], word: str) -> str:
    first = "neither " if word == "nor" else ""
    return first + f" {word} ".join(f"`{kind}`" for kind in kinds)


def _check_part(
    where: str, kind: str, name: str, room: Claims | Registry, section: Mapping, experiments: Mapping
) -> None:
    """Raise InputError unless a claim or figure exists and the experiment sweeps what it needs."""
    if name not in room.available():
        raise InputError(
            f"{where}.{kind}: {name!r} does not exist; allowed are {', '.join(room.available())}; or add a file to "
            f"studies/<study>/{kind}"
        )
    module = room.path(name)
    _check_fits(f"{where}.{kind}", name, module, section)
    if "collects" in section:
        _check_collected_sweeps(where, name, module, section, experiments)
    for parameter in literal(module, "NEEDS", ()):
        if parameter not in section.get("sweep", {}):
            raise InputError(
                f"{where}.{kind}: {name} needs the experiment to sweep `{parameter}`; add `{parameter}: [...]` to "
                f"{where}.sweep, or leave {name} out"
            )
    for parameter, (reference, other) in literal(module, "COMPARES", {}).items():
        _check_compared(where, name, section, parameter, reference, other)


def _check_fits(where: str, name: str, module: Path, section: Mapping) -> None:
    """Raise InputError unless the experiment is of the kind that a claim or figure is made for."""
    wanted, found = _kind_wanted(module), _kind_found(section)
    if found != wanted:
        raise InputError(f"{where}: {name} needs an experiment with {wanted}, found one with {found}; leave {name} out")


def _kind_wanted(module: Path) -> str:
    simulation = literal(module, "SIMULATION")
    if simulation:
        return f"`simulation: {simulation}`"
    return "a `sweep`" if literal(module, "EACH_NEEDS") is None else "`collects`"


def _kind_found(section: Mapping) -> str:
    if "simulation" in section:
        return f"`simulation: {section['simulation']}`"
    return "`collects`" if "collects" in section else "a `sweep`"


def _check_compared(where: str, name: str, section: Mapping, parameter: str, reference: str, other: str) -> None:
    """Raise InputError unless the experiment has a reference and something that is compared with it."""
    grids = [section["sweep"], *section.get("also", [])]
    found = list(dict.fromkeys(value for grid in grids for value in grid.get(parameter, [])))
    if reference not in found or len(found) < 2:
        raise InputError(
            f"{where}.sweep.{parameter}: {name} compares `{reference}` with others, found {', '.join(map(str, found))}"
            f"; write for example `{parameter}: [{reference}, {other}]`, or leave {name} out"
        )


def _check_collection(where: str, section: Mapping, experiments: Mapping[str, Mapping | None]) -> None:
    """Raise InputError for a collected experiment that does not exist or has no sweep, and where all are left out."""
    for name in section["collects"]:
        if name not in experiments:
            others = (experiment for experiment in experiments if f"experiments.{experiment}" != where)
            raise InputError(
                f"{where}.collects: there is no experiment {name!r}; allowed are the experiments of the config, "
                f"{', '.join(others)}"
            )
        if experiments[name] and "sweep" not in experiments[name]:
            raise InputError(f"{where}.collects: {name} has no `sweep`, and no measures of one; leave it out")
    if not any(experiments[name] for name in section["collects"]):
        raise InputError(
            f"{where}.collects: none of {', '.join(section['collects'])} is run; name an experiment that is not null, "
            f"or write `{where.removeprefix('experiments.')}: null`"
        )


def _check_collected_sweeps(where: str, figure: str, module: Path, section: Mapping, experiments: Mapping) -> None:
    """Raise InputError unless all collected experiments sweep what a figure has in EACH_NEEDS."""
    for name in filter(experiments.get, section["collects"]):
        for parameter in literal(module, "EACH_NEEDS"):
            if parameter not in experiments[name]["sweep"]:
                raise InputError(
                    f"{where}.figures: {figure} needs every collected experiment to sweep `{parameter}`; add "
                    f"`{parameter}: [...]` to experiments.{name}.sweep, or leave {name} out of {where}.collects"
                )


def check_simulation(where: str, simulation: str, given: Mapping) -> None:
    """Raise InputError for an unknown simulation or an argument that it does not take; `where`: the experiment."""
    if simulation not in simulations.available():
        raise InputError(
            f"{where}.simulation: found {simulation!r}; allowed: {', '.join(simulations.available())}; or add a file "
            "to studies/<study>/simulations"
        )
    schema = {"type": "object", "properties": bounded(arguments(simulation)), "additionalProperties": False}
    validate(given, schema, f"{where}.arguments")
    _check_sizes(where, defaults(simulation) | given, simulations.constant(simulation, "AT_MOST", {}))


def _check_sizes(where: str, given: Mapping, at_most: Mapping[str, list[str]]) -> None:
    """Raise InputError for a list with an entry above an argument that bounds it."""
    for name, bounds in at_most.items():
        for bound in bounds:
            largest = given[bound]
            if max(given[name]) > largest:
                fitting = sorted(value for value in given[name] if value <= largest) or [largest]
                raise InputError(
                    f"{where}.arguments.{name}: found {max(given[name])}, which is above {bound} = {largest}; write "
                    f"`{name}: {fitting}` or raise `{bound}`"
                )
