"""The matrices that a config names: each a builder with its arguments, checked before anything is computed."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from richlazy.configuration import validate
from richlazy.connectivity.builders import registry
from richlazy.connectivity.datasets import DATASETS, units_of, wheel_of
from richlazy.errors import InputError
from richlazy.files import write_if_changed
from richlazy.identity import digest

_SIZES = Path("results/plan/own_matrix_sizes.json")


@dataclass(frozen=True)
class Matrix:
    """A matrix as the config defines it: `definition` has its builder and every argument, defaults filled in.

    units: the number of neurons that it brings along, None where it takes `hidden` of the network.
    """

    definition: Mapping[str, object]
    units: int | None = None


def builder_schema(builder: str) -> dict:
    """JSON schema of a matrix of this builder."""
    arguments = registry.constant(builder, "ARGUMENTS")
    return {
        "type": "object",
        "properties": {"builder": {"const": builder}, **arguments},
        "required": ["builder", *(name for name, entry in arguments.items() if "default" not in entry)],
        "additionalProperties": False,
    }


class Matrices(Mapping):
    """The matrices of a config's section, each defined when it is first asked for.

    Raises InputError at once for a builder that does not exist or an argument that it does not take; the file of an
    own matrix is looked at only when a study uses it.
    """

    def __init__(self, section: Mapping[str, Mapping]):
        self._section, self._defined = section, {}
        for name, entry in section.items():
            _check(name, entry)

    def __getitem__(self, name: str) -> Matrix:
        if name not in self._defined:
            self._defined[name] = define(name, self._section[name])
        return self._defined[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._section)

    def __len__(self) -> int:
        return len(self._section)


def define(name: str, entry: Mapping) -> Matrix:
    """The matrix of the section `matrices.<name>`, whose entry has been checked, with its arguments filled in."""
    rules = builder_schema(entry["builder"])["properties"]
    definition = {key: rule["default"] for key, rule in rules.items() if "default" in rule} | entry
    where = f"matrices.{name}"
    if entry["builder"] == "file":
        definition |= _file_digests(definition, where)
    units = _units(definition, where)
    return Matrix(definition, units if definition.get("fit") == "own" else None)


def wheels(definition: Mapping) -> list[str]:
    """Paths of the fetched packages that a matrix is read from."""
    return [wheel_of(definition["dataset"])] if definition["builder"] == "reconstruction" else []


def _check(name: str, entry: Mapping) -> None:
    builder, where = entry["builder"], f"matrices.{name}"
    if builder not in registry.available():
        raise InputError(
            f"{where}.builder: found {builder!r}; allowed: {', '.join(registry.available())}; or add a file to "
            "scripts/richlazy/connectivity/builders"
        )
    validate(entry, builder_schema(builder), where)


def age_hours(definition: Mapping) -> float | None:
    """Age of the animal after birth, where a matrix is the reconstruction of one of known age."""
    return DATASETS[definition["dataset"]].hours if definition["builder"] == "reconstruction" else None


def _file_digests(definition: Mapping, where: str) -> dict[str, str]:
    """Digests of the files that an own matrix is read from: other content makes other results."""
    files = {"path": "sha256", "sign_table": "sign_table_sha256"}
    return {digest: _file_digest(definition[key], f"{where}.{key}") for key, digest in files.items() if definition[key]}


def _file_digest(path: str, where: str) -> str:
    if not Path(path).is_file():
        raise InputError(f"{where}: there is no file {path!r}; write its path from the working directory")
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _units(definition: Mapping, where: str) -> int | None:
    """Number of neurons that the source of a matrix has; None where it has any number. A file is read and checked."""
    if definition["builder"] == "reconstruction":
        return units_of(definition["dataset"], definition["extent"])
    if definition["builder"] == "file":
        return _remembered(definition, lambda: _inspect(definition, where))
    return None


def _inspect(definition: Mapping, where: str) -> int:
    from richlazy.connectivity.builders import file

    try:
        return file.units_in(definition)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _remembered(definition: Mapping, inspect: Callable[[], int]) -> int:
    """Units of a file that was read before: every job reads the config, and should not read the matrix for it."""
    known = json.loads(_SIZES.read_text(encoding="utf-8")) if _SIZES.is_file() else {}
    key = digest(definition)
    if key not in known:
        known[key] = inspect()
        write_if_changed(_SIZES, json.dumps(known, indent=1, sort_keys=True) + "\n")
    return known[key]
