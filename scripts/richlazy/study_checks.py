"""Whether a study is whole, and whether the claims and figures that it names exist and find in it what they need."""

from collections.abc import Mapping
from pathlib import Path

from richlazy import claims, figures
from richlazy.errors import InputError
from richlazy.registry import literal
from richlazy.simulation_checks import check_simulation

# Folders of the results, which no study may be named after.
_RESERVED = {"trials", "connectivity", "train", "measure", "plan", "figures", "logs", "benchmarks"}
# Keys that only one kind of study has.
_OF_SWEEP, _OF_SIMULATION = ("also", "parameters"), ("arguments",)


def check_studies(config: Mapping) -> None:
    """Raise InputError for a study with a reserved name, of no kind or of two, or whose simulation, claims or figures
    are unknown or cannot work on it."""
    if not any(config["studies"].values()):
        raise InputError("studies: none is left; set at least one study that is not null")
    for name, section in config["studies"].items():
        if name in _RESERVED:
            raise InputError(f"studies.{name}: this is the name of a folder of results; choose another")
        if section:
            _check_kind(f"studies.{name}", section)
            if "simulation" in section:
                check_simulation(f"studies.{name}", section["simulation"], section.get("arguments", {}))
            for kind, room in (("claims", claims), ("figures", figures)):
                _check_named(f"studies.{name}", kind, room, section)


def _check_kind(where: str, section: Mapping) -> None:
    if "sweep" in section and "simulation" in section:
        raise InputError(f"{where}: found both `sweep` and `simulation`; a study has one of them, leave the other out")
    if "sweep" not in section and "simulation" not in section:
        raise InputError(f"{where}: neither `sweep` nor `simulation` is there; write one: `sweep: ...`")
    kind, other, others = ("sweep", "simulation", _OF_SIMULATION)
    if "simulation" in section:
        kind, other, others = ("simulation", "sweep", _OF_SWEEP)
    for key in others:
        if section.get(key):
            raise InputError(f"{where}.{key}: only a study with `{other}` has this, found `{kind}`; leave it out")


def _check_named(where: str, kind: str, room, section: Mapping) -> None:
    for name in section.get(kind, []):
        if name not in room.available():
            raise InputError(
                f"{where}.{kind}: {name!r} does not exist; allowed are {', '.join(room.available())}; or add a file to "
                f"scripts/richlazy/{kind}"
            )
        _check_simulated(f"{where}.{kind}", name, literal(room.path(name), "SIMULATION"), section)
        for parameter in needs(room.path(name)):
            if parameter not in section.get("sweep", {}):
                raise InputError(
                    f"{where}.{kind}: {name} needs the study to sweep `{parameter}`; add `{parameter}: [...]` to "
                    f"{where}.sweep, or leave {name} out"
                )
            if parameter == "null_model":
                _check_nulls(where, name, section)


def _check_simulated(where: str, name: str, wanted: str | None, section: Mapping) -> None:
    """Raise InputError unless the study runs the simulation that a claim or figure is made for, or none for None."""
    found = section.get("simulation")
    if found == wanted:
        return
    needed = f"a study with `simulation: {wanted}`" if wanted else "a study with a `sweep`"
    study = f"one with `simulation: {found}`" if found else "one with a `sweep`"
    raise InputError(f"{where}: {name} needs {needed}, found {study}; leave {name} out")


def _check_nulls(where: str, name: str, section: Mapping) -> None:
    """Raise InputError unless the study has structures both as they are and as a null model."""
    grids = [section["sweep"], *section.get("also", [])]
    found = list(dict.fromkeys(value for grid in grids for value in grid.get("null_model", [])))
    if "none" not in found or len(found) < 2:
        raise InputError(
            f"{where}.sweep.null_model: {name} compares a structure (`none`) with its null models, found "
            f"{', '.join(found)}; write for example `null_model: [none, gaussian]`, or leave {name} out"
        )


def needs(module: Path) -> tuple[str, ...]:
    """The constant NEEDS of a claim or figure, the parameters that a study must sweep, read without importing it."""
    return literal(module, "NEEDS", ())
