"""The matrices of a config: each is a builder with arguments, checked before anything is computed."""

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
from richlazy.contracts.parts import KINDS
from richlazy.contracts.schema import validate
from richlazy.contracts.stages import Fact
from richlazy.errors import InputError


@dataclass(frozen=True)
class Matrix:
    """A matrix as the config defines it.

    definition: its builder and all arguments, with defaults. units: its own number of neurons, None if it has `hidden`
    units of the network. rank_in: function that gives its rank in a network of so many units, None if that is not known
    before it is drawn.
    """

    definition: Mapping[str, object]
    units: int | None = None
    rank_in: Callable[[int], int | None] = field(default=lambda units: None, compare=False)


class Matrices(Mapping):
    """The matrices of a config's section `matrices`, each defined when it is first used.

    cache: holds properties of files, so that they are not read again. Raises InputError at once for a builder or an
    argument that does not exist; the file of a user's matrix is read only when an experiment uses it.
    """

    def __init__(self, section: Mapping[str, Mapping], cache: DiskCache):
        self._section, self._cache, self._defined = section, cache, {}
        for name, entry in section.items():
            _check(name, entry)

    def __getitem__(self, name: str) -> Matrix:
        if name not in self._defined:
            self._defined[name] = _define(f"matrices.{name}", self._section[name], self._cache)
        return self._defined[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._section)

    def __len__(self) -> int:
        return len(self._section)


def builder_schema(builder: str) -> dict:
    """JSON schema of a matrix of this builder."""
    schemas = bounded(arguments(builder))
    return {
        "type": "object",
        "properties": {"builder": {"const": builder}, **schemas},
        "required": ["builder", *(name for name, entry in schemas.items() if "default" not in entry)],
        "additionalProperties": False,
    }


def wheels(definition: Mapping) -> list[str]:
    """Paths of the downloaded packages that a matrix is read from."""
    return [wheel_of(definition["dataset"])] if definition["builder"] == "reconstruction" else []


def facts(definition: Mapping) -> dict[str, Fact]:
    """Facts of a matrix by its definition: the age of an animal, the alignment with a reference network."""
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
    KINDS["builder"].check(builder)
    validate(entry, builder_schema(builder), where)


def _define(where: str, entry: Mapping, cache: DiskCache) -> Matrix:
    """The matrix of a checked entry; where: its key in the config, for messages."""
    definition = defaults(entry["builder"]) | entry
    if entry["builder"] == "file":
        definition |= _file_digests(definition, where)
    own_units = _units(definition, where, cache)

    def rank_in(units: int) -> int | None:
        # The rank of a random subset of the neurons is not known; padding with unconnected neurons does not change it.
        subset = definition.get("fit") == "subsample" and own_units is not None and units < own_units
        return None if subset else _rank(definition, units, cache)

    return Matrix(definition, own_units if definition.get("fit") == "own" else None, rank_in)


def _file_digests(definition: Mapping, where: str) -> dict[str, str]:
    """Digests of the files of a user's matrix, which thereby count in its address."""
    digests = {}
    for key, name, most in (("path", "sha256", FILE), ("sign_table", "sign_table_sha256", SIGN_TABLE)):
        digests[name] = _file_digest(definition[key], f"{where}.{key}", most) if definition[key] else ""
    return digests


def _file_digest(path: str, where: str, most: int) -> str:
    """SHA-256 of a file of at most `most` bytes; larger files are refused, since hashing them takes long."""
    try:
        if Path(path).is_file():
            check_bytes(Path(path), Path(path).stat().st_size, most)
            return file_digest(path)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    except OSError as error:
        raise InputError(f"{where}: {path!r} cannot be read ({error.strerror}); choose another file") from error
    raise InputError(f"{where}: there is no file {path!r}; write its path from the working directory")


def _units(definition: Mapping, where: str, cache: DiskCache) -> int | None:
    """Number of neurons in the source of a matrix; None for a matrix of any size. A file is read and checked."""
    if definition["builder"] == "reconstruction":
        return units_of(definition["dataset"], definition["extent"])
    if definition["builder"] == "file":
        return _cached("units", definition, cache, lambda: _inspect(definition, where))
    return None


def _rank(definition: Mapping, units: int, cache: DiskCache) -> int | None:
    """Rank of a whole matrix of so many units; None where it is not known."""
    if definition["builder"] == "reconstruction":
        return rank_of(definition)
    if definition["builder"] == "block_low_rank":
        blocks = definition["blocks"] ** (2 if definition["off_block"] else 1)
        return min(units, blocks * definition["block_rank"])
    if definition["builder"] == "file":
        from richlazy.connectivity.builders import file

        return _cached("rank", definition, cache, lambda: file.rank_in(definition))
    return None


def _cached(what: str, definition: Mapping, cache: DiskCache, compute: Callable[[], int]) -> int:
    """A property of a user's file; the key holds the digest of the reader's code, since another reader may differ."""
    code = code_digest([registry.path("file"), Path(__file__)])
    return cache.answer(f"{what} {digest(definition)}", code, compute)


def _inspect(definition: Mapping, where: str) -> int:
    from richlazy.connectivity.builders import file

    try:
        return file.units_in(definition)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
