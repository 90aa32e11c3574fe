"""Whether networks have the input channels of all their tasks, known from the environments before any job runs."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from richlazy.data import is_mixture, tables
from richlazy.errors import InputError
from richlazy.planning.plan import Artefact, Plan


def check_channels(plan: Plan) -> None:
    """Raise InputError for networks that are still to be trained or measured on a task of more channels than theirs.

    Networks of one task, whose channels are their own, are not looked at: that needs imports that take seconds.
    """
    counts = _Channels(plan)
    for training in _missing(plan, "train"):
        if training.parameters["input_channels"] != "own":
            _check(training.parameters["task"], counts.of_task(training), counts.of_networks(training))
        if "start" in training.inputs:
            before = plan.artefacts["train"][Path(training.inputs["start"]).stem]
            _check(training.parameters["task"], counts.of_networks(training), counts.of_networks(before))
            _check(before.parameters["task"], counts.of_networks(before), counts.of_networks(training))
    for measured in _missing(plan, "measure"):
        if "tested_on" in measured.inputs:
            training = plan.artefacts["train"][Path(measured.inputs["train"]).stem]
            trials = plan.artefacts["trials"][Path(measured.inputs["tested_on"]).stem]
            _check(trials.parameters["task"], counts.of_pool(trials.name), counts.of_networks(training))


def _missing(plan: Plan, stage: str) -> list[Artefact]:
    """Recurrent networks that are still to be trained or measured."""
    recurrent = (a for a in plan.artefacts[stage].values() if a.parameters["network"] == "recurrent")
    return [artefact for artefact in recurrent if not Path(artefact.path).is_file()]


def _check(task: str, needed: int, found: int) -> None:
    if needed > found:
        raise InputError(
            f"input_channels: networks are shown the task {task!r} on {needed} input channels and have {found}; write "
            f"`input_channels: {needed}`, so that all tasks share them, or leave {task} out"
        )


class _Channels:
    """Numbers of input channels of the pools and trainings of a plan, each pool's looked up once."""

    def __init__(self, plan: Plan):
        self._plan = plan
        self.of_pool = cache(self._of_pool)

    def _of_pool(self, name: str) -> int:
        parameters = self._plan.artefacts["trials"][name].parameters
        return channels(parameters["task"], parameters["task_definition"], parameters["dt"])

    def of_task(self, training: Artefact) -> int:
        return self.of_pool(Path(training.inputs["trials"]).stem)

    def of_networks(self, training: Artefact) -> int:
        chosen = training.parameters["input_channels"]
        return self.of_task(training) if chosen == "own" else chosen


def channels(name: str, definition: Mapping, dt: float) -> int:
    """Number of input channels of a task, that of the widest in a mixture. Raises InputError as `make_environment`."""
    if tables.is_table(definition):
        return tables.registry.constant(tables.TABLES[definition["environment"]], "CHANNELS")
    if is_mixture(definition):
        return max(channels(member["name"], member, dt) for member in definition["arguments"]["tasks"])
    from richlazy.data.neurogym_tasks.pool import Definition, make_environment

    parts = {key: definition[key] for key in ("environment", "timing", "arguments")}
    return make_environment(Definition(name, dt=dt, **parts)).observation_space.shape[0]
