"""Whether the claims and figures that a study names exist and find in its sweep what they need."""

from collections.abc import Mapping
from pathlib import Path

from richlazy import claims, figures
from richlazy.errors import InputError
from richlazy.registry import literal

# Folders of the results, which no study may be named after.
_RESERVED = {"trials", "connectivity", "train", "measure", "plan", "figures", "logs", "benchmarks"}


def check_studies(config: Mapping) -> None:
    """Raise InputError for a study with a reserved name, or with a claim or figure that is unknown or lacks a sweep."""
    if not any(config["studies"].values()):
        raise InputError("studies: none is left; set at least one study that is not null")
    for name, section in config["studies"].items():
        if name in _RESERVED:
            raise InputError(f"studies.{name}: this is the name of a folder of results; choose another")
        if section:
            for kind, room in (("claims", claims), ("figures", figures)):
                _check_named(f"studies.{name}", kind, room, section)


def _check_named(where: str, kind: str, room, section: Mapping) -> None:
    for name in section.get(kind, []):
        if name not in room.available():
            raise InputError(
                f"{where}.{kind}: {name!r} does not exist; allowed are {', '.join(room.available())}; or add a file to "
                f"scripts/richlazy/{kind}"
            )
        for parameter in needs(room.path(name)):
            if parameter not in section["sweep"]:
                raise InputError(
                    f"{where}.{kind}: {name} needs the study to sweep `{parameter}`; add `{parameter}: [...]` to "
                    f"{where}.sweep, or leave {name} out"
                )
            if parameter == "null_model":
                _check_nulls(where, name, section)


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
