"""Contracts of stages: what the planner knows of the data and the other sources of a training.

The room of a stage has a module `contract.py`, which is found here by the name of the stage and imports no numerical
library:

    source(config, cache)         the `Source` of a config; raises InputError for an invalid section
    modules(parameters)           files that the script of the stage imports by name, for the code digest
    published_tables(parameters)  files of config/tables that it reads
    downloads(parameters)         downloaded files that it reads, by the name of the input
    size(parameters, seeds)       `Size` of its jobs and files

That of `simulations` has no `source`, since no condition reaches its stage. That of the data has further functions on
what trainings hold and import: `time_steps`, `trial_bytes`, `block_bytes` and `streamed`.
"""

import importlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Protocol

from richlazy.contracts.parts import KINDS
from richlazy.errors import InputError

# Only contracts and checks are imported by name here; they are no part of an address.
IMPORTS_BY_NAME = True
_LIBRARY = Path(__file__).parents[1]
# Rooms with another name than their stage, which no learner asks for.
_ROOMS = {"trials": "data", "replicate": "simulations"}


@dataclass(frozen=True)
class Fact:
    """A fact about a value of a swept parameter that is known before any job, such as the age of an animal.

    value: a number or a text. The table of measures has it as a variable over that parameter, with this long name and
    units; texts have no units.
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
    """The source that one stage makes for a condition.

    parameter: the parameter of the config that names it. key, definition: its definition, and the key of that in the
    parameters of the artefact. explicit: values of parameters that follow from it, such as the number of units of a
    file. canonical: values of parameters without effect, equal for all conditions with the same result. coordinates:
    values of parameters on axes, if they differ from the config's. learned_from: the parameters in which the condition
    of a reference network differs, if it is made from one. facts: its facts, given the swept parameters.
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
    """The data of a condition: a `Resolved` with properties that learners, objectives and measures need.

    kind: "trials" for class labels, "regression" for real targets. steps: time steps of a trial, None if not yet known.
    replicate: "seed" or "split" if every replicate has data of its own, otherwise None. parts: names of further parts
    of the pool, beside training, probe and test. mixed: names of the tasks of a mixture. stream: whether minibatches
    are drawn anew at every step.
    """

    kind: str = "trials"
    steps: int | None = None
    replicate: str | None = None
    parts: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()
    stream: bool = False


class Source(Protocol):
    """The section of a config from which a stage makes its artefacts."""

    def resolve(self, parameters: Mapping[str, object], where: str) -> Resolved:
        """The source for these parameters. Raises InputError, beginning with `where`, for invalid ones."""

    def check_sweep(self, parameters: Mapping[str, object], swept: Collection[str], where: str) -> None:
        """Raise InputError for a parameter that cannot be swept with this definition."""

    def remarks(self, points: list[tuple[Mapping, Resolved]], swept: Collection[str], where: str) -> list[str]:
        """Remarks for the user on the points of an experiment, each (parameters, resolved)."""


@dataclass(frozen=True)
class Size:
    """Sizes of a job. arrays: lower bound of the bytes that it needs at a time, by the parameter that each part grows
    with. stored: bytes of its file. memory_mb: memory for a cluster, with a margin."""

    arrays: Mapping[str, float]
    stored: float
    memory_mb: int


@dataclass(frozen=True)
class NetworkSize:
    """Sizes of one network. weights: number of its weights. units: number of activities per trial and time step.
    grows_with: the parameter that sets its size."""

    weights: int
    units: int
    grows_with: str


@cache
def contract(stage: str) -> ModuleType:
    """The contract of the room that makes the artefacts of a stage. Raises InputError for a stage without one."""
    room, learners = _ROOMS.get(stage, stage), KINDS["learner"]
    asking = [
        str(learners.path(name)) for name in learners.available() if stage in learners.constant(name, "STAGES", [])
    ]
    is_room = room.isidentifier() and (_LIBRARY / room / "contract.py").is_file()
    if not is_room or (asking and room in _ROOMS.values()):
        known = sorted({path.parent.name for path in _LIBRARY.glob("*/contract.py")} - {*_ROOMS.values()})
        raise InputError(
            f"{' and '.join(asking)}: STAGES: there is no stage {stage!r}; allowed are {', '.join(known)}; write "
            "`STAGES = []` for a learner that needs nothing beside its data"
        )
    return importlib.import_module(f"{_LIBRARY.name}.{room}.contract")


def room_module(room: str, module: str) -> ModuleType | None:
    """A module of a room by its name, for checks that need numerical libraries; None if there is no such module."""
    name = f"{_LIBRARY.name}.{room}.{module}"
    return importlib.import_module(name) if find_spec(name) else None


def machine_checks(stage: str) -> ModuleType | None:
    """The module of a stage's room with the check of its artefacts that needs the machine; None if there is none."""
    return room_module(_ROOMS.get(stage, stage), "machine_checks")
