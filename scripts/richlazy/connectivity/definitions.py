"""The matrices that a config names: each a builder with its arguments, checked before anything is computed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from richlazy.artefacts.code_digest import code_digest
from richlazy.artefacts.disk_cache import DiskCache
from richlazy.artefacts.identity import digest, file_digest
from richlazy.connectivity.builders import arguments, defaults, registry
from richlazy.connectivity.dataset_ranks import rank_of
from richlazy.connectivity.datasets import DATASETS, units_of, wheel_of
from richlazy.connectivity.matrix_files.limits import FILE, SIGN_TABLE, check_bytes
from richlazy.contracts.numbers import bounded
from richlazy.contracts.schema import validate
from richlazy.contracts.stages import Fact
from richlazy.errors import InputError


@dataclass(frozen=True)
class Matrix:
    """A matrix as the config defines it: `definition` has its builder and every argument, defaults filled in.

    units: the number of neurons that it brings along, None where it takes `hidden` of the network. rank_in: its rank in
    a network of so many units, None where it is not known before it is drawn.
    """

    definition: Mapping[str, object]
    units: int | None = None
    rank_in: Callable[[int], int | None] = field(default=lambda units: None, compare=False)


class Matrices(Mapping):
    """The matrices of a config's section, each defined when it is first asked for.

    `memory` spares reading a file again. Raises InputError at once for a builder that does not exist or an argument
    that it does not take; the file of an own matrix is looked at only when an experiment uses it.
    """

    def __init__(self, section: Mapping[str, Mapping], memory: DiskCache):
        self._section, self._memory, self._defined = section, memory, {}
        for name, entry in section.items():
            _check(name, entry)

    def __getitem__(self, name: str) -> Matrix:
        if name not in self._defined:
            self._defined[name] = _define(f"matrices.{name}", self._section[name], self._memory)
        return self._defined[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._section)

    def __len__(self) -> int:
        return len(self._section)


def builder_schema(builder: str) -> dict:
    """JSON schema of a matrix of this builder."""
    taken = bounded(arguments(builder))
    return {
        "type": "object",
        "properties": {"builder": {"const": builder}, **taken},
        "required": ["builder", *(name for name, entry in taken.items() if "default" not in entry)],
        "additionalProperties": False,
    }


def wheels(definition: Mapping) -> list[str]:
    """Paths of the fetched packages that a matrix is read from."""
    return [wheel_of(definition["dataset"])] if definition["builder"] == "reconstruction" else []


def facts(definition: Mapping) -> dict[str, Fact]:
    """What is known of a matrix beforehand: an animal's age, an alignment."""
    if definition["builder"] == "reconstruction":
        hours = DATASETS[definition["dataset"]].hours
        return {} if hours is None else {"age_hours": Fact(hours, "age of the animal after birth", "h")}
    if "overlap" in definition:
        learned = f"{definition['builder']}, {definition['task']}"
        overlap = "overlap of the singular directions with those that a reference learned"
        return {
            "overlap": Fact(definition["overlap"], overlap, "1"),
            "aligned_with": Fact(learned, "builder, and the task that its reference learned"),
        }
    return {}


def _check(name: str, entry: Mapping) -> None:
    builder, where = entry["builder"], f"matrices.{name}"
    if builder not in registry.available():
        raise InputError(
            f"{where}.builder: found {builder!r}; allowed: {', '.join(registry.available())}; or add a file to "
            "scripts/richlazy/connectivity/builders"
        )
    validate(entry, builder_schema(builder), where)


def _define(where: str, entry: Mapping, memory: DiskCache) -> Matrix:
    """The matrix of an entry that has been checked; `where` it stands in the config."""
    definition = defaults(entry["builder"]) | entry
    if entry["builder"] == "file":
        definition |= _file_digests(definition, where)
    found = _units(definition, where, memory)

    def rank_in(units: int) -> int | None:
        # A part of the neurons has any rank up to their number; neurons without connections add none.
        part = definition.get("fit") == "subsample" and found is not None and units < found
        return None if part else _rank(definition, units, memory)

    return Matrix(definition, found if definition.get("fit") == "own" else None, rank_in)


def _file_digests(definition: Mapping, where: str) -> dict[str, str]:
    """Digests of the files that an own matrix is read from: other content makes other results."""
    digests = {}
    for key, name, most in (("path", "sha256", FILE), ("sign_table", "sign_table_sha256", SIGN_TABLE)):
        digests[name] = _file_digest(definition[key], f"{where}.{key}", most) if definition[key] else ""
    return digests


def _file_digest(path: str, where: str, most: int) -> str:
    """sha256 of a file of at most `most` bytes: to hash a larger one would take long."""
    try:
        if Path(path).is_file():
            check_bytes(Path(path), Path(path).stat().st_size, most)
            return file_digest(path)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    except OSError as error:
        raise InputError(f"{where}: {path!r} cannot be read ({error.strerror}); choose another file") from error
    raise InputError(f"{where}: there is no file {path!r}; write its path from the working directory")


def _units(definition: Mapping, where: str, memory: DiskCache) -> int | None:
    """Number of neurons that the source of a matrix has; None where it has any number. A file is read and checked."""
    if definition["builder"] == "reconstruction":
        return units_of(definition["dataset"], definition["extent"])
    if definition["builder"] == "file":
        return _remembered("units", definition, memory, lambda: _inspect(definition, where))
    return None


def _rank(definition: Mapping, units: int, memory: DiskCache) -> int | None:
    """Rank of a whole matrix of so many units; None where it is not known. That of a file is remembered."""
    if definition["builder"] == "reconstruction":
        return rank_of(definition)
    if definition["builder"] == "block_low_rank":
        blocks = definition["blocks"] ** (2 if definition["off_block"] else 1)
        return min(units, blocks * definition["block_rank"])
    if definition["builder"] == "file":
        from richlazy.connectivity.builders import file

        return _remembered("rank", definition, memory, lambda: file.rank_in(definition))
    return None


def _remembered(what: str, definition: Mapping, memory: DiskCache, compute: Callable[[], int]) -> int:
    """What was found in a file by this code: another reader may find another number, or refuse the file."""
    code = code_digest([registry.path("file"), Path(__file__)])
    return memory.answer(f"{what} {digest(definition)}", code, compute)


def _inspect(definition: Mapping, where: str) -> int:
    from richlazy.connectivity.builders import file

    try:
        return file.units_in(definition)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
