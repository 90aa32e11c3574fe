"""Pools of trials of NeuroGym environments: reproducible random draws."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor

import gymnasium
import numpy as np

from richlazy import randomness
from richlazy.data.neurogym_tasks.environments import Definition, make_environment, seed_environment, told
from richlazy.data.trials import PARTS, Pool, Trials
from richlazy.errors import InputError

# Trials in a block of a pool. Each block has its own random stream, so that the pool does not depend on the number of
# processes that draw it.
_BLOCK = 10_000
# Kinds of NumPy types of parameters that can be written into a NetCDF file; others are left out.
_WRITABLE = "biufU"


def members(task: Definition) -> list[Definition]:
    """The tasks with one environment each that a task consists of: the task itself."""
    return [task]


def check(task: Definition) -> tuple[int, int]:
    """Number of steps of a trial and index of its decision step. Raises InputError where the decision has no step.

    The decision step is the last step of the period `decision`, or of the trial if it has no such period.
    """
    environment = make_environment(task)
    with told(task, "be drawn from"):
        seed_environment(environment, np.random.SeedSequence(0))
        environment.new_trial()
        return form(task, environment.unwrapped)


def form(task: Definition, base: gymnasium.Env) -> tuple[int, int]:
    """The same for the present trial of an unwrapped environment."""
    if not base._has_gt:
        raise InputError(
            f"tasks.{task.name}: {task.environment} gives no ground truth to learn from; write the id of a task with "
            "one, such as `environment: GoNogo-v0`"
        )
    steps = base.ob.shape[0]
    if "decision" not in base.end_ind:
        return steps, steps - 1
    if base.end_ind["decision"] <= base.start_ind["decision"]:
        lasting = task.timing.get("decision", base.end_t["decision"] - base.start_t["decision"])
        raise InputError(
            f"tasks.{task.name}.timing: decision lasts {lasting} ms, which is no step of dt = {task.dt} ms; write "
            f"`decision: {task.dt}` or more"
        )
    return steps, base.end_ind["decision"] - 1


def classes(task: Definition) -> int:
    """Number of classes of a task."""
    return int(make_environment(task).action_space.n)


def draw_pool(task: Definition, sizes: Mapping[str, int], seed: int, executor: Executor) -> Pool:
    """Draw `sizes` trials by part. Raises InputError as `check` and `draw` do."""
    _, decision_step = check(task)
    parts = {part: draw(task, part, sizes[part], seed, executor) for part in PARTS}
    return Pool(parts, decision_step, classes(task))


def draw(task: Definition, part: str, trials: int, seed: int, executor: Executor, *children: int) -> Trials:
    """Draw `trials` trials of a part of PARTS; the result does not depend on the executor.

    children: further numbers of the random stream. Raises InputError for trials of different length or decision step,
    for labels that are not classes, and for inputs that are not finite.
    """
    starts = range(0, trials, _BLOCK)
    sizes = [min(_BLOCK, trials - start) for start in starts]
    streams = [randomness.seed_sequence("trials", seed, PARTS[part], block, *children) for block in range(len(starts))]
    blocks = list(executor.map(_draw_block, [task] * len(starts), sizes, streams))
    shared = [name for name in blocks[0].parameters if all(name in block.parameters for block in blocks)]
    return Trials(
        np.concatenate([block.inputs for block in blocks]),
        np.concatenate([block.labels for block in blocks]),
        {name: np.concatenate([block.parameters[name] for block in blocks]) for name in shared},
    )


def _draw_block(task: Definition, trials: int, stream: np.random.SeedSequence) -> Trials:
    environment, expected = make_environment(task), check(task)
    inputs = np.empty((trials, expected[0], *environment.observation_space.shape), np.float32)
    labels = np.empty((trials, expected[0]))
    parameters = []
    with told(task, "be drawn from"):
        seed_environment(environment, stream)
        for trial in range(trials):
            parameters.append(environment.new_trial())
            base = environment.unwrapped
            _check_form(task, expected, form(task, base))
            inputs[trial], labels[trial] = base.ob, base.gt
        names = [name for name in parameters[0] if all(np.isscalar(p.get(name)) for p in parameters)]
        drawn = {name: np.array([p[name] for p in parameters]) for name in names}
    check_labels(task, labels, int(environment.action_space.n))
    check_inputs(task, inputs)
    writable = {name: values for name, values in drawn.items() if values.dtype.kind in _WRITABLE}
    return Trials(inputs, labels.astype(np.int16), writable)


def _check_form(task: Definition, expected: tuple[int, int], found: tuple[int, int]) -> None:
    for what, one, other in zip(
        ("different lengths", "their decision at different steps"), expected, found, strict=True
    ):
        if one != other:
            raise InputError(
                f"tasks.{task.name}: trials have {what} ({one} and {other}{' steps' * (what == 'different lengths')}); "
                "give every period a fixed duration in tasks.<name>.timing"
            )


def check_labels(task: Definition, labels: np.ndarray | Sequence[float], classes: int) -> None:
    """Raise InputError for labels that are not whole numbers from 0 to `classes` - 1."""
    labels = np.asarray(labels, float)
    wrong = labels[~((labels >= 0) & (labels < classes) & (labels == np.floor(labels)))]
    if wrong.size:
        raise InputError(
            f"tasks.{task.name}: the ground truth of {task.environment} is no class: found {wrong[0]:g}; a task needs "
            f"the classes 0 to {classes - 1}, its actions; write the id of a task with a choice, such as "
            "`environment: GoNogo-v0`"
        )


def check_inputs(task: Definition, inputs: np.ndarray) -> None:
    """Raise InputError for inputs that are not finite in single precision."""
    wrong = inputs[~np.isfinite(inputs)]
    if wrong.size:
        raise InputError(
            f"tasks.{task.name}: {task.environment} gives the input {wrong[0]}; allowed are finite numbers of single "
            "precision; write smaller numbers under `arguments`"
        )
