"""Whether an experiment is whole, and whether the claims and figures that it names exist and find in it what they
need."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

from richlazy.contracts.registry import literal
from richlazy.contracts.study_parts import claims, figures
from richlazy.errors import InputError
from richlazy.planning.collection_checks import check_collected_sweeps, check_collection
from richlazy.planning.simulation_checks import check_simulation

# The kinds of experiment, and what each has beside its figures.
_KINDS = {
    "sweep": ("also", "parameters", "seeds", "claims"),
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
        check_collection(where, section, experiments)
    for kind, room in (("claims", claims), ("figures", figures)):
        _check_named(where, kind, room, section, experiments)


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


def _check_named(where: str, kind: str, room: ModuleType, section: Mapping, experiments: Mapping) -> None:
    for name in section.get(kind, []):
        if name not in room.available():
            raise InputError(
                f"{where}.{kind}: {name!r} does not exist; allowed are {', '.join(room.available())}; or add a file to "
                f"studies/<study>/{kind}"
            )
        _check_fits(f"{where}.{kind}", name, room.path(name), section)
        if "collects" in section:
            check_collected_sweeps(where, name, section, experiments)
        for parameter in needs(room.path(name)):
            if parameter not in section.get("sweep", {}):
                raise InputError(
                    f"{where}.{kind}: {name} needs the experiment to sweep `{parameter}`; add `{parameter}: [...]` to "
                    f"{where}.sweep, or leave {name} out"
                )
            if parameter == "null_model":
                _check_nulls(where, name, section)


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


def _check_nulls(where: str, name: str, section: Mapping) -> None:
    """Raise InputError unless the experiment has structures both as they are and as a null model."""
    grids = [section["sweep"], *section.get("also", [])]
    found = list(dict.fromkeys(value for grid in grids for value in grid.get("null_model", [])))
    if "none" not in found or len(found) < 2:
        raise InputError(
            f"{where}.sweep.null_model: {name} compares a structure (`none`) with its null models, found "
            f"{', '.join(found)}; write for example `null_model: [none, gaussian]`, or leave {name} out"
        )


def needs(module: Path) -> tuple[str, ...]:
    """The constant NEEDS of a claim or figure, the parameters that an experiment must sweep, read without importing
    it."""
    return literal(module, "NEEDS", ())
