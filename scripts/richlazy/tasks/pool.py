"""Pools of trials of NeuroGym environments: seeded, reproducible draws."""

import importlib
import warnings
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import gymnasium
import neurogym
import numpy as np

from richlazy import randomness
from richlazy.errors import InputError
from richlazy.tasks import ENVIRONMENTS
from richlazy.tasks.trials import PARTS, Pool, Trials

# A pool is drawn in blocks of this many trials, each with a stream of its own: its content then does not depend on
# how many processes draw it.
_BLOCK = 10_000


@dataclass(frozen=True)
class Definition:
    """A task: `environment` names it, `timing` gives its periods in ms, `arguments` go to its constructor."""

    name: str
    environment: str
    timing: Mapping[str, float]
    arguments: Mapping[str, object]
    dt: float


def make_environment(task: Definition):
    """The NeuroGym environment of a task. Raises InputError for an unknown id, argument, period or action space."""
    arguments = {**task.arguments, "timing": dict(task.timing), "dt": task.dt}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # gymnasium remarks on metadata that NeuroGym does not set
            if task.environment in ENVIRONMENTS:
                environment = importlib.import_module(ENVIRONMENTS[task.environment]).Environment(**arguments)
            else:
                environment = neurogym.make(task.environment, **arguments).unwrapped
    except (TypeError, ValueError, KeyError, AttributeError, gymnasium.error.Error) as error:
        raise InputError(f"tasks.{task.name}: environment {task.environment!r} cannot be made: {error}") from error
    _check_actions(task, environment)
    _check_periods(task, environment)
    return environment


def _check_actions(task: Definition, environment) -> None:
    if not hasattr(environment.action_space, "n"):
        raise InputError(
            f"tasks.{task.name}: {task.environment} has continuous actions; a task needs discrete ones (classes)"
        )


def _check_periods(task: Definition, environment) -> None:
    unknown = set(task.timing) - set(type(environment)(dt=task.dt).timing)
    if unknown:
        known = ", ".join(sorted(set(environment.timing) - unknown))
        raise InputError(f"tasks.{task.name}.timing: no period {sorted(unknown)[0]!r}; its periods are {known}")


def check(task: Definition) -> tuple[int, int]:
    """Number of steps of a trial and index of its decision step. Raises InputError where a task has none.

    The decision step is the last step of the period `decision`, or of the trial where there is no such period.
    """
    environment = make_environment(task)
    environment.seed(0)
    environment.new_trial()
    if not environment._has_gt:
        raise InputError(f"tasks.{task.name}: {task.environment} gives no ground truth to learn from")
    steps = environment.ob.shape[0]
    if "decision" not in environment.end_ind:
        return steps, steps - 1
    if environment.end_ind["decision"] <= environment.start_ind["decision"]:
        raise InputError(
            f"tasks.{task.name}.timing: decision lasts {task.timing.get('decision')} ms, which is no step of "
            f"dt = {task.dt} ms; write `decision: {task.dt}` or more"
        )
    return steps, environment.end_ind["decision"] - 1


def classes(task: Definition) -> int:
    """Number of classes of a task."""
    return int(make_environment(task).action_space.n)


def draw_pool(task: Definition, sizes: Mapping[str, int], seed: int, executor: Executor) -> Pool:
    """Draw `sizes` trials by part. Raises InputError as `check` and `draw` do."""
    _, decision_step = check(task)
    parts = {part: draw(task, part, sizes[part], seed, executor) for part in PARTS}
    return Pool(parts, decision_step, classes(task))


def draw(task: Definition, part: str, trials: int, seed: int, executor: Executor, *children: int) -> Trials:
    """Draw `trials` trials of a part of PARTS; the result depends on the arguments alone, not on the executor.

    children: number streams apart from that of the task alone.
    """
    starts = range(0, trials, _BLOCK)
    sizes = [min(_BLOCK, trials - start) for start in starts]
    streams = [randomness.seed_sequence("trials", seed, PARTS[part], block, *children) for block in range(len(starts))]
    blocks = list(executor.map(_draw_block, [task] * len(starts), sizes, streams))
    return Trials(
        np.concatenate([block.inputs for block in blocks]),
        np.concatenate([block.labels for block in blocks]),
        {name: np.concatenate([block.parameters[name] for block in blocks]) for name in blocks[0].parameters},
    )


def _draw_block(task: Definition, trials: int, stream: np.random.SeedSequence) -> Trials:
    environment = make_environment(task)
    steps, _ = check(task)
    # NeuroGym draws from a RandomState; only `seed` on the bare environment reaches its trial generator.
    environment.seed(int(stream.generate_state(1)[0]))
    inputs = np.empty((trials, steps, *environment.observation_space.shape), np.float32)
    labels = np.empty((trials, steps), np.int16)
    parameters = []
    for trial in range(trials):
        parameters.append(environment.new_trial())
        if environment.ob.shape[0] != steps:
            raise InputError(
                f"tasks.{task.name}: trials have different lengths ({steps} and {environment.ob.shape[0]} steps); "
                "give every period a fixed duration in tasks.<name>.timing"
            )
        inputs[trial], labels[trial] = environment.ob, environment.gt
    names = [name for name, value in parameters[0].items() if np.isscalar(value)]
    return Trials(inputs, labels, {name: np.array([p[name] for p in parameters]) for name in names})
