"""Contract of the data: the tasks of a config, their facts before they are drawn, and the needs of drawing them."""

from collections.abc import Collection, Mapping
from pathlib import Path

from richlazy import data
from richlazy.artefacts.disk_cache import DiskCache
from richlazy.contracts.parts import Part
from richlazy.contracts.stages import Data, Fact, Resolved, Size
from richlazy.data import tables
from richlazy.data.accuracy_limits import accuracy_limits
from richlazy.data.definitions import define
from richlazy.data.resource_files import files
from richlazy.data.table_constants import is_stream, table_size
from richlazy.errors import InputError

_PARTS = ("training", "probe", "test")
# Bytes of an entry in float32.
_SINGLE = 4
# Steps in a block of training steps, as in `training.loop`.
_BLOCK = 100


def source(config: Mapping, cache: DiskCache) -> "Tasks":
    """The tasks of a config."""
    return Tasks(config["tasks"])


class Tasks:
    """The tasks of a config; each is checked when a condition uses it."""

    def __init__(self, section: Mapping[str, Mapping]):
        self._section = section

    def check_defined(self, name: str, where: str, also: Collection[str] = ()) -> None:
        """Raise InputError unless `name` is the name of a task or one of `also`."""
        if name not in self._section and name not in also:
            raise InputError(
                f"{where}: {name!r} is not defined; allowed are {', '.join([*also, *self._section])}; or define it "
                "under `tasks:` with the id of a NeuroGym environment"
            )

    def resolve(self, parameters: Mapping[str, object], where: str) -> Data:
        """The data of a condition."""
        name = parameters["task"]
        self.check_defined(name, f"{where}: task")
        definition = define(name, self._section[name], parameters, self._section)
        steps = _steps_known(definition)
        mixed = ()
        if data.is_mixture(definition):
            mixed = tuple(member["name"] for member in definition["arguments"]["tasks"])
        mixture = {"mixed_tasks": Fact(", ".join(mixed), "tasks of a mixture")} if mixed else {}
        return Data(
            parameter="task",
            key="task_definition",
            definition=definition,
            canonical={"dt": 1, "output_steps": "all"} if steps == 1 else {},  # a single step has no duration
            facts=lambda swept: accuracy_limits(definition) | mixture,
            kind=_constant(definition, "KIND", "trials"),
            steps=steps,
            replicate=_constant(definition, "REPLICATE"),
            parts=tuple(_constant(definition, "PARTS", ())),
            mixed=mixed,
            stream=is_stream(definition),
        )

    def data_set(self, name: object) -> Part | None:
        """The data set of a task; None for an environment, and for a name that is not defined."""
        environment = self._section.get(name, {}).get("environment")
        return Part("data set", tables.TABLES[environment]) if environment in tables.TABLES else None

    def check_sweep(self, parameters: Mapping[str, object], swept: Collection[str], where: str) -> None:
        """Any parameter can be swept with any task."""

    def remarks(self, points: list[tuple[Mapping, Resolved]], swept: Collection[str], where: str) -> list[str]:
        """There are no remarks on tasks."""
        return []


def _constant(definition: Mapping, constant: str, default: object = None) -> object:
    """A constant of a table of samples; `default` for environments."""
    if not tables.is_table(definition):
        return default
    return tables.registry.constant(tables.TABLES[definition["environment"]], constant, default)


def _steps_known(definition: Mapping) -> int | None:
    return table_size(definition, "STEPS", 1) if tables.is_table(definition) else None


def modules(parameters: Mapping) -> list[Path]:
    """Modules that the stage `trials` imports by name for this task: only these count in its address."""
    return _modules(parameters["task_definition"])


def _modules(definition: Mapping) -> list[Path]:
    if data.is_mixture(definition):
        members = [_modules(member) for member in definition["arguments"]["tasks"]]
        return sorted({data.module_path("mixture"), *(file for files in members for file in files)})
    if tables.is_table(definition):
        return [tables.registry.path(tables.TABLES[definition["environment"]])]
    module = data.ENVIRONMENTS.get(definition["environment"])
    return [data.module_path(module)] if module else []


def streamed(parameters: Mapping) -> list[Path]:
    """Modules that a training imports by name for this task: the data set of a stream, which it draws from."""
    return _modules(parameters["task_definition"]) if is_stream(parameters["task_definition"]) else []


def published_tables(parameters: Mapping) -> list[str]:
    """Published tables in config/tables that a pool is made from: none."""
    return []


def downloads(parameters: Mapping) -> dict[str, list[str]]:
    """Paths of the downloaded files that a pool is read from."""
    return {"resources": files(parameters["task_definition"])}


def time_steps(parameters: Mapping) -> float:
    """Time steps of a trial by the config; periods with NeuroGym's default duration are not counted."""
    definition = parameters["task_definition"]
    if tables.is_table(definition):
        return table_size(definition, "STEPS", 1)
    mixed = definition["arguments"]["tasks"] if data.is_mixture(definition) else [definition]
    return max(sum(task["timing"].values()) for task in mixed) / parameters["dt"]


def trial_bytes(parameters: Mapping) -> float:
    """Lower bound of the bytes of one trial's inputs: the channels of environments are not known here."""
    definition, inputs = parameters["task_definition"], 1
    if tables.is_table(definition):
        inputs = table_size(definition, "CHANNELS") or definition["arguments"].get("inputs", 1)
    return _SINGLE * inputs * max(1, time_steps(parameters))


def block_bytes(parameters: Mapping) -> float:
    """Bytes of the minibatches that a training holds for one network of a stream; 0 where they come from a pool."""
    definition = parameters["task_definition"]
    steps = min(parameters["steps"], _BLOCK) if is_stream(definition) else 0
    return steps * parameters["batch"] * trial_bytes(parameters) if steps else 0


def size(parameters: Mapping, seeds: int) -> Size:
    """Sizes of a pool. Memory includes the copies of the inputs while blocks are joined, and a whole file of images."""
    pools = max(1, seeds)
    arrays = {f"{part}_trials": pools * parameters[f"{part}_trials"] * trial_bytes(parameters) for part in _PARTS}
    trials = sum(parameters[f"{part}_trials"] for part in _PARTS)
    whole = 1500 if files(parameters["task_definition"]) else 0
    drawn = int(pools * trials * max(5000, 150 * time_steps(parameters))) // 10**6
    return Size(arrays, sum(arrays.values()), 1000 + drawn + whole)
