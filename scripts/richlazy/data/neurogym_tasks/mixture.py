"""Pools of mixtures: the trials of several tasks take turns, padded to the input channels of the widest task."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor

import numpy as np

from richlazy.data.neurogym_tasks import pool
from richlazy.data.neurogym_tasks.pool import Definition
from richlazy.data.trials import PARTS, Pool, Trials
from richlazy.errors import InputError


def members(mixture: Definition) -> list[Definition]:
    """The tasks of a mixture, in the order of their turns."""
    return [Definition(dt=mixture.dt, **member) for member in mixture.arguments["tasks"]]


def check(mixture: Definition) -> tuple[int, int]:
    """Number of steps of a trial and index of its decision step.

    Raises InputError where these or the number of classes differ between the tasks, or where a task cannot be drawn
    from.
    """
    first, *others = members(mixture)
    expected = _form(first)
    for other in others:
        for what, found in _form(other).items():
            if found != expected[what]:
                raise InputError(
                    f"tasks.{mixture.name}.arguments.tasks: {first.name} has {what} {expected[what]}, {other.name} "
                    f"{found}; a mixture takes tasks of one form: change `timing`, or leave {other.name} out"
                )
    return expected["number of steps"], expected["decision step"]


def _form(task: Definition) -> dict[str, int]:
    """The properties that all tasks of a mixture must share."""
    steps, decision_step = pool.check(task)
    return {"number of steps": steps, "decision step": decision_step, "number of classes": pool.classes(task)}


def draw_pool(mixture: Definition, sizes: Mapping[str, int], seed: int, executor: Executor) -> Pool:
    """Draw `sizes` trials by part; tasks alternate from trial to trial. Raises InputError as `check`."""
    _, decision_step = check(mixture)
    parts = {part: _draw(mixture, part, sizes[part], seed, executor) for part in PARTS}
    return Pool(parts, decision_step, pool.classes(members(mixture)[0]))


def _draw(mixture: Definition, part: str, trials: int, seed: int, executor: Executor) -> Trials:
    """Draw a part; every task has its own random stream."""
    tasks = members(mixture)
    drawn = [
        pool.draw(task, part, len(range(turn, trials, len(tasks))), seed, executor, turn)
        for turn, task in enumerate(tasks)
    ]
    shared = [name for name in drawn[0].parameters if all(name in trials.parameters for trials in drawn)]
    parameters = {name: take_turns([trials.parameters[name] for trials in drawn]) for name in shared}
    names = take_turns([np.full(len(trials.labels), task.name) for trials, task in zip(drawn, tasks, strict=True)])
    channels = max(trials.inputs.shape[2] for trials in drawn)
    inputs = [np.pad(trials.inputs, ((0, 0), (0, 0), (0, channels - trials.inputs.shape[2]))) for trials in drawn]
    return Trials(take_turns(inputs), take_turns([trials.labels for trials in drawn]), {"task": names, **parameters})


def take_turns(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Interleave arrays along their first axis, one entry of each in turn; the first may be longer by one."""
    total = sum(map(len, arrays))
    joined = np.empty((total, *arrays[0].shape[1:]), np.result_type(*arrays))
    for turn, array in enumerate(arrays):
        joined[turn :: len(arrays)] = array
    return joined
