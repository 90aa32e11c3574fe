"""Checks of tasks that need the machine (its packages, files and memory), before any job runs."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from richlazy.artefacts.identity import digest
from richlazy.contracts import resource_parts
from richlazy.contracts.artefact import Artefact
from richlazy.data import checks, is_mixture, pools
from richlazy.data.channel_checks import channels, check_channels
from richlazy.data.neurogym_tasks.pool_size import check_pool_size
from richlazy.data.resource_files import files
from richlazy.data.table_constants import is_stream
from richlazy.data.tables import TABLES, is_table, registry
from richlazy.errors import InputError, code_of_users

if TYPE_CHECKING:
    from richlazy.data.neurogym_tasks.environments import Definition
    from richlazy.data.trials import Pool


def check(artefacts: Mapping[str, Mapping[str, Artefact]], machine: Mapping, memory: int | None) -> None:
    """Raise InputError for a task whose pool does not exist yet and cannot be drawn, or has too many input channels.

    artefacts: by stage and name. machine: the config's section. memory: bytes of this machine, None where jobs run on
    other machines.
    """
    missing = [artefact for artefact in artefacts["trials"].values() if not Path(artefact.path).is_file()]
    if find_spec("neurogym"):
        _check_tasks(missing, memory)
        check_channels(artefacts)
    trainings = [one for one in artefacts["train"].values() if is_stream(one.parameters["task_definition"])]
    reading = [*missing, *(one for one in trainings if not Path(one.path).is_file())]
    needed = {file for artefact in reading for file in files(artefact.parameters["task_definition"])}
    resource_parts.check(sorted(needed), machine)


def shape(parameters: Mapping, memory: int | None) -> tuple[int, int]:
    """Time steps of a trial, and number of inputs, 0 where it is not known here.

    Raises InputError for a pool that does not fit into `memory` bytes.
    """
    if is_table(parameters["task_definition"]):
        inputs = _table_inputs(parameters) if find_spec("sklearn") else 0
        check_pool_size(parameters, inputs, memory)
        return 1, inputs
    return (_steps(parameters) if find_spec("neurogym") else 1), 0


def network_sizes(parameters: Mapping) -> tuple[int, int, int, bool] | None:
    """Time steps of a trial, number of inputs of a network, number of classes or of real targets, and whether targets
    are real; None where they cannot be known here."""
    definition = parameters["task_definition"]
    if is_mixture(definition):
        return None
    if is_table(definition):
        pool = _few_samples(parameters) if find_spec("sklearn") else None
        if pool is None:
            return None
        trials = pool.parts["training"]
        return *trials.inputs.shape[1:], pool.classes, trials.targets is not None
    if not find_spec("neurogym"):
        return None
    found = channels(parameters["task"], definition, parameters["dt"])
    shown = parameters.get("input_channels", "own")
    inputs = found if shown == "own" else shown
    return _steps(parameters), inputs, pools(definition).classes(_task(parameters)), False


def _check_tasks(missing: list[Artefact], memory: int | None) -> None:
    """Check every environment once, even if several pools use it, and the shape and size of every pool."""
    checked = set()
    for artefact in missing:
        parameters, definition = artefact.parameters, artefact.parameters["task_definition"]
        if is_table(definition):
            continue
        for member in pools(definition).members(_task(parameters)):
            key = digest([member.environment, member.timing, member.arguments, member.dt])
            if key not in checked:
                checks().check_environment(member)
            checked.add(key)
        values = _steps(parameters) * channels(parameters["task"], definition, parameters["dt"])
        check_pool_size(parameters, values, memory)


def _task(parameters: Mapping) -> "Definition":
    from richlazy.data.neurogym_tasks.environments import Definition

    return Definition(parameters["task"], dt=parameters["dt"], **parameters["task_definition"])


def _steps(parameters: Mapping) -> int:
    steps, _ = pools(parameters["task_definition"]).check(_task(parameters))
    return steps


def _table_inputs(parameters: Mapping) -> int:
    pool = _few_samples(parameters)
    return pool.parts["training"].inputs.shape[2] if pool else 0


def _few_samples(parameters: Mapping) -> "Pool | None":
    """A pool of a table with few samples, or with all where components are fitted to them; None where its files are
    still to be made. Raises InputError for a table that cannot be drawn."""
    from richlazy.data.trials import Pool

    definition = parameters["task_definition"]
    if not all(Path(file).is_file() for file in files(definition)):
        return None
    module = TABLES[definition["environment"]]
    bounded = registry.constant(module, "SAMPLES") is not None
    sizes = {part: parameters[f"{part}_trials"] if bounded else 1 for part in ("training", "probe", "test")}
    with code_of_users(f"{registry.path(module)}: `draw` fails for {sizes}"):
        pool = registry.find(module).draw(sizes, parameters["trial_seed"], **definition["arguments"])
    if not isinstance(pool, Pool):
        raise InputError(
            f"{registry.path(module)}: `draw` gives {type(pool).__name__}; allowed is a Pool of richlazy.data.trials: "
            "write for example `return table_pool(samples, labels, classes)`"
        )
    kind = registry.constant(module, "KIND")
    drawn = "trials" if pool.parts["training"].targets is None else "regression"
    if kind != drawn:
        raise InputError(
            f"{registry.path(module)}: KIND: found {kind!r}, and `draw` gives data of the kind {drawn}; write `KIND = "
            f"{drawn!r}`"
        )
    if is_stream(definition):
        _check_stream(module, parameters, pool)
    return pool


def _check_stream(module: str, parameters: Mapping, pool: "Pool") -> None:
    """Raise InputError for a stream that fails, or whose trials have not the form of those of its pool."""
    from richlazy.data.streams import check_taken, open_stream

    steps, batch = 2, 3
    with code_of_users(f"{registry.path(module)}: `Stream` fails for {steps} steps of {batch} trials"):
        inputs, labels = open_stream(parameters, 0).take(steps, batch)
    try:
        check_taken(inputs, labels, (steps, batch, *pool.parts["training"].inputs.shape[1:]), pool.classes)
    except InputError as error:
        raise InputError(f"{registry.path(module)}: {error}") from None
