"""What the planner is told of the data and of the other sources that a condition is made from.

A room of the library that makes such a source has a module `contract.py`, which is found here by the name of its stage
and imports no numerical library:

    source(config, cache)        the `Source` of a config, its section checked
    modules(parameters)          files that the script of the stage reaches by name, for the digest of code
    published_tables(parameters) files of config/tables that it reads
    downloads(parameters)        fetched files that it reads, by the name of the input
    size(parameters, seeds)      `Size` of its jobs and files
"""

import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Protocol

from richlazy.errors import InputError

# What is found so is a contract or a check: it plans and refuses, and is no part of an address.
IMPORTS_BY_NAME = True
_LIBRARY = Path(__file__).parents[1]
# Rooms of stages that are called otherwise.
_ROOMS = {"trials": "data"}


@dataclass(frozen=True)
class Fact:
    """Something that is known beforehand of a value that an experiment may sweep, such as the age of an animal.

    value: a number or a text. The rest describes it in the table of measures, where it is a variable over that
    parameter; texts have no units.
    """

    value: object
    long_name: str
    units: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """Attributes of the variable."""
        return {"long_name": self.long_name} | ({"units": self.units} if self.units else {})


@dataclass(frozen=True)
class Resolved:
    """What one stage makes for a condition.

    parameter: of the config, by which its definition is named; key, definition: what its artefact holds of that, under
    which name; explicit: values of parameters that are known now, such as the number of units of a file; canonical:
    values that stand for all that ask for the same work; coordinates: values by which a point is known on an axis where
    they differ from those asked for; learned_from: the parameters in which the condition differs whose training this
    is made from, where there is one; facts: what is known beforehand, given the swept parameters.
    """

    parameter: str
    key: str
    definition: Mapping[str, object]
    explicit: Mapping[str, object] = field(default_factory=dict)
    canonical: Mapping[str, object] = field(default_factory=dict)
    coordinates: Mapping[str, object] = field(default_factory=dict)
    learned_from: Mapping[str, object] | None = None
    facts: Callable[[Collection[str]], Mapping[str, Fact]] = field(default=lambda swept: {}, compare=False)


@dataclass(frozen=True)
class Data(Resolved):
    """The data of a condition: a `Resolved` and facts that learners, objectives and measures ask for.

    kind: "trials" for class labels, "regression" for real targets; steps: time steps of a trial, None where they are
    counted later; replicate: "seed" or "split" where every replicate has data of its own, else None; parts: names of
    evaluation sets beside training, probe and test; mixed: names of the tasks of a mixture.
    """

    kind: str = "trials"
    steps: int | None = None
    replicate: str | None = None
    parts: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()


class Source(Protocol):
    """The section of a config from which a stage makes its artefacts."""

    def resolve(self, parameters: Mapping[str, object], where: str) -> Resolved:
        """What the stage makes under these parameters; raises InputError, which begins with `where`, for what it
        cannot."""

    def check_sweep(self, parameters: Mapping[str, object], swept: Collection[str], where: str) -> None:
        """Raise InputError for a parameter that cannot be swept with this definition."""

    def remarks(self, points: list[tuple[Mapping, Resolved]], swept: Collection[str], where: str) -> list[str]:
        """What the user should know of the points of an experiment, (parameters, resolved) each."""


@dataclass(frozen=True)
class Size:
    """What a job holds and leaves. arrays: bytes that it must hold at once at least, by the parameter that each part
    grows with; stored: bytes of its file; memory_mb: what it asks of a cluster, with a margin."""

    arrays: Mapping[str, float]
    stored: float
    memory_mb: int


@dataclass(frozen=True)
class NetworkSize:
    """Sizes of one network. weights: entries of all its weights; units: values of its activity for one trial and time
    step; grows_with: the parameter that sets its size."""

    weights: int
    units: int
    grows_with: str


@cache
def contract(stage: str) -> ModuleType:
    """The contract of the room that makes the artefacts of a stage. Raises InputError for a stage without one."""
    room = _ROOMS.get(stage, stage)
    if not room.isidentifier() or not (_LIBRARY / room / "contract.py").is_file():
        known = sorted(path.parent.name for path in _LIBRARY.glob("*/contract.py") if path.parent.name != "data")
        raise InputError(
            f"STAGES of a learner: there is no stage {stage!r}; allowed are {', '.join(known)}; write `STAGES = []` "
            "for a learner that needs nothing beside its data"
        )
    return importlib.import_module(f"{_LIBRARY.name}.{room}.contract")


def room_module(room: str, module: str) -> ModuleType | None:
    """A module of a room by its name, for checks that need numerical libraries; None where the room has none."""
    name = f"{_LIBRARY.name}.{room}.{module}"
    return importlib.import_module(name) if find_spec(name) else None


def machine_checks(stage: str) -> ModuleType | None:
    """The module of a stage's room with `check(artefacts, config, memory)`, which looks at the machine."""
    return room_module(_ROOMS.get(stage, stage), "machine_checks")
