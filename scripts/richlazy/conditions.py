"""Conditions: points of a study's sweep, and which of their parameters each stage depends on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from richlazy.errors import InputError

# A stage depends on its own parameters and on those of the stages that it reads from.
UPSTREAM = {
    "trials": (),
    "connectivity": (),
    "train": ("trials", "connectivity"),
    "measure": ("train",),
}


@dataclass(frozen=True)
class Condition:
    """A full set of parameters, with the definition of its task and its resolved rank and checkpoints."""

    parameters: Mapping[str, object]
    task: Mapping[str, object]

    def of_stage(self, stage: str, stages: Mapping[str, str]) -> dict[str, object]:
        """The parameters that `stage` depends on, by name in order; `stages` maps a parameter to its first stage."""
        reached = {stage}
        for name in reversed(UPSTREAM):
            if name in reached:
                reached.update(UPSTREAM[name])
        chosen = {name: self.parameters[name] for name in sorted(self.parameters) if stages[name] in reached}
        return {**chosen, "task_definition": dict(self.task)} if "trials" in reached else chosen


def resolve(parameters: Mapping[str, object], tasks: Mapping[str, Mapping], where: str) -> Condition:
    """Condition with `rank: full` and `checkpoints: log` made explicit; raises InputError for what cannot be.

    where: the study that asks, for error messages.
    """
    resolved = dict(parameters)
    resolved["rank"] = resolved["hidden"] if resolved["rank"] == "full" else resolved["rank"]
    _check_task(resolved, tasks, where)
    _check_sizes(resolved, where)
    resolved["checkpoints"] = _checkpoints(resolved, where)
    task = {"timing": {}, "arguments": {}, **tasks[resolved["task"]]}
    return Condition(resolved, task)


def log_spaced(steps: int) -> list[int]:
    """0, 1, 3, 10, 30, ... and the last step: two checkpoints a decade, whatever the length of training."""
    decades = (mantissa * 10**power for power in range(len(str(steps))) for mantissa in (1, 3))
    return [0, *(step for step in decades if step < steps), steps]


def _checkpoints(parameters: Mapping, where: str) -> list[int]:
    chosen, steps = parameters["checkpoints"], parameters["steps"]
    if chosen == "log":
        return log_spaced(steps)
    beyond = [step for step in chosen if step > steps]
    if beyond:
        raise InputError(
            f"{where}: checkpoints: {beyond[0]} lies beyond the last step of training; allowed are 0 to steps = "
            f"{steps}; write `steps: {max(beyond)}` or leave it out"
        )
    return sorted({0, *chosen, steps})


def _check_task(parameters: Mapping, tasks: Mapping, where: str) -> None:
    if parameters["task"] not in tasks:
        raise InputError(
            f"{where}: task: {parameters['task']!r} is not defined; allowed are {', '.join(tasks)}; or define it "
            "under `tasks:` with the id of a NeuroGym environment"
        )


def _check_sizes(parameters: Mapping, where: str) -> None:
    rules = (
        ("rank", "hidden", "the number of units"),
        ("dt", "tau", "the time constant"),
        ("batch", "training_trials", "the pool of training trials"),
        ("kernel_trials", "probe_trials", "the probe"),
        ("probe_trials", "training_trials", "the pool of training trials"),
    )
    for small, large, meaning in rules:
        if parameters[small] > parameters[large]:
            raise InputError(
                f"{where}: {small}: {parameters[small]} is larger than {meaning}, {large} = {parameters[large]}; "
                f"write `{small}: {parameters[large]}` or less, or raise `{large}`"
            )


def digest(content: object) -> str:
    """Twelve hexadecimal digits over a JSON-like value; the order of keys does not matter."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
