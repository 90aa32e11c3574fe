"""Check, before any job runs, that networks have as many input channels as all their tasks need."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from richlazy.contracts.artefact import Artefact, name_of
from richlazy.data import is_mixture, tables
from richlazy.data.table_constants import table_size
from richlazy.errors import InputError

# By stage and name.
Artefacts = Mapping[str, Mapping[str, Artefact]]


def check_channels(artefacts: Artefacts) -> None:
    """Raise InputError for networks that are to be trained or measured on a task with more channels than they have.

    Networks of one task, whose channels are those of the task, need no check, nor the slow imports for it.
    """
    counts = _Channels(artefacts)
    for training in _missing(artefacts, "train"):
        if training.parameters["input_channels"] != "own":
            _check(training.parameters["task"], counts.of_task(training), counts.of_networks(training))
        if "start" in training.inputs:
            before = artefacts["train"][name_of(training.inputs["start"])]
            _check(training.parameters["task"], counts.of_networks(training), counts.of_networks(before))
            _check(before.parameters["task"], counts.of_networks(before), counts.of_networks(training))
    for measured in _missing(artefacts, "measure"):
        if "tested_on" in measured.inputs:
            training = artefacts["train"][name_of(measured.inputs["training"])]
            trials = artefacts["trials"][name_of(measured.inputs["tested_on"])]
            _check(trials.parameters["task"], counts.of_pool(trials.name), counts.of_networks(training))


def _missing(artefacts: Artefacts, stage: str) -> list[Artefact]:
    """Artefacts of a stage whose files do not exist yet."""
    return [artefact for artefact in artefacts[stage].values() if not Path(artefact.path).is_file()]


def _check(task: str, needed: int | None, found: int | None) -> None:
    if needed is not None and found is not None and needed > found:
        raise InputError(
            f"input_channels: networks are shown the task {task!r} on {needed} input channels and have {found}; write "
            f"`input_channels: {needed}`, so that all tasks share them, or leave {task} out"
        )


class _Channels:
    """Number of input channels of the pools and trainings of a plan; cached by pool."""

    def __init__(self, artefacts: Artefacts):
        self._artefacts = artefacts
        self.of_pool = cache(self._of_pool)

    def _of_pool(self, name: str) -> int | None:
        parameters = self._artefacts["trials"][name].parameters
        return channels(parameters["task"], parameters["task_definition"], parameters["dt"])

    def of_task(self, training: Artefact) -> int | None:
        return self.of_pool(name_of(training.inputs["trials"]))

    def of_networks(self, training: Artefact) -> int | None:
        channels = training.parameters["input_channels"]
        return self.of_task(training) if channels == "own" else channels


def channels(name: str, definition: Mapping, dt: float) -> int | None:
    """Number of input channels of a task, in a mixture the largest; None for a table that does not declare it.

    Raises InputError as `make_environment`.
    """
    if tables.is_table(definition):
        return table_size(definition, "CHANNELS")
    if is_mixture(definition):
        return max(channels(member["name"], member, dt) for member in definition["arguments"]["tasks"])
    from richlazy.data.neurogym_tasks.pool import Definition, make_environment

    parts = {key: definition[key] for key in ("environment", "timing", "arguments")}
    return make_environment(Definition(name, dt=dt, **parts)).observation_space.shape[0]
