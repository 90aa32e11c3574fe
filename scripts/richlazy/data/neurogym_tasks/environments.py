"""Making of NeuroGym environments from task definitions; their exceptions become errors of the config."""

import difflib
import importlib
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import gymnasium
import numpy as np
from gymnasium.envs.registration import load_env_creator, registry
from neurogym.core import TrialEnv, TrialWrapper
from neurogym.envs.registration import ALL_EXTENDED_ENVS

from richlazy import data
from richlazy.data import ENVIRONMENTS
from richlazy.errors import InputError

# `data.contract.modules` gives the environments of our own to the digest of code.
IMPORTS_BY_NAME = True


@dataclass(frozen=True)
class Definition:
    """A task: the name of its environment, the durations of its periods in ms, the arguments of the constructor, and
    the time step dt in ms."""

    name: str
    environment: str
    timing: Mapping[str, float]
    arguments: Mapping[str, object]
    dt: float


class EnvironmentFailure(InputError):
    """An exception that an environment raised while it was made or drawn from."""


def make_environment(task: Definition) -> gymnasium.Env:
    """The NeuroGym environment of a task, or NeuroGym's wrapper around one or several environments.

    Raises InputError for an unknown id and for an environment without trials or classes, EnvironmentFailure for
    exceptions of the environment.
    """
    creator = find_creator(task)
    # An empty `timing` would replace the default one, and some environments have no such argument.
    timing = {"timing": dict(task.timing)} if task.timing else {}
    with told(task, "be made"):
        environment = creator(**{**task.arguments, **timing, "dt": task.dt})
    _check_trials(task, environment)
    _check_actions(task, environment.unwrapped)
    return environment


def find_creator(task: Definition) -> Callable[..., gymnasium.Env]:
    """The class or function that makes the environment of a task. Raises InputError for an unknown id."""
    if task.environment in ENVIRONMENTS:
        return importlib.import_module(f"{data.__name__}.neurogym_tasks.{ENVIRONMENTS[task.environment]}").Environment
    spec = registry.get(task.environment) or registry.get(f"{task.environment}-v0")
    if spec is None:
        close = difflib.get_close_matches(task.environment, ALL_EXTENDED_ENVS, 1, 0.5)
        known = ", ".join(sorted(ALL_EXTENDED_ENVS))
        hint = f"did you mean `environment: {close[0]}`?" if close else f"it has {known}"
        name = f"environment {task.environment!r}"
        raise InputError(f"tasks.{task.name}: {name} cannot be made: NeuroGym has no task of this id; {hint}")
    entry = spec.entry_point
    return load_env_creator(entry) if isinstance(entry, str) else entry


def _check_trials(task: Definition, environment: object) -> None:
    """Raise InputError for an environment without trials, and for wrappers that act on single steps of a trial."""
    if not isinstance(getattr(environment, "unwrapped", None), TrialEnv):
        raise InputError(
            f"tasks.{task.name}: {task.environment} is no task of trials; write the id of a NeuroGym task, such as "
            "`environment: GoNogo-v0`"
        )
    wrapper = environment
    while isinstance(wrapper, gymnasium.Wrapper):
        if not isinstance(wrapper, TrialWrapper) and type(wrapper).__module__.startswith("neurogym"):
            raise InputError(
                f"tasks.{task.name}: {task.environment} is {_id(environment.unwrapped)} in the wrapper "
                f"{type(wrapper).__name__}, which changes a trial while an agent acts, and trials are drawn whole; "
                f"write `environment: {_id(environment.unwrapped)}`, the same without it"
            )
        wrapper = wrapper.env


def _id(base: gymnasium.Env) -> str:
    return base.spec.id if base.spec else type(base).__name__


def _check_actions(task: Definition, base: gymnasium.Env) -> None:
    space = getattr(base, "action_space", None)
    if not isinstance(space, gymnasium.spaces.Discrete):
        kind = "continuous actions" if isinstance(space, gymnasium.spaces.Box) else "actions that are no single choice"
        raise InputError(
            f"tasks.{task.name}: {task.environment} has {kind} ({space}); a task needs discrete ones (classes), such "
            "as those of `environment: GoNogo-v0`"
        )


def seed_environment(environment: gymnasium.Env, stream: np.random.SeedSequence) -> None:
    """Seed all random numbers of an environment; the members of a schedule of several get different seeds."""
    # NeuroGym draws from RandomStates, which only the method `seed` reaches; that of a schedule gives all its
    # environments the same seed.
    others = getattr(environment, "envs", ())[1:]
    first, *further = stream.generate_state(1 + len(others))
    environment.seed(int(first))
    for other, state in zip(others, further, strict=True):
        other.seed(int(state))


@contextmanager
def told(task: Definition, what: str) -> Iterator[None]:
    """Raise EnvironmentFailure, with the text of the exception, for any exception of NeuroGym's code here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # gymnasium's on metadata; NumPy's on values that are checked afterwards
            yield
    except InputError:
        raise
    except Exception as error:  # an environment may raise anything
        raise EnvironmentFailure(
            f"tasks.{task.name}: environment {task.environment!r} cannot {what}{_asked(task)}: {_words(error)}"
        ) from error


def _asked(task: Definition) -> str:
    given = {"arguments": dict(task.arguments), "timing": dict(task.timing)}
    parts = [f"{key}: {_short(value, 160)}" for key, value in given.items() if value]
    return " with " + ", ".join([*parts, f"dt: {_short(task.dt, 20)}"])


def _words(error: Exception) -> str:
    return _short(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__, 300)


def _short(value: object, length: int) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= length else f"{text[:length]}..."
