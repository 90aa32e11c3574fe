"""Checks of the arguments of an environment: required ones must be given, and given ones must have an effect."""

import inspect
from dataclasses import replace

import gymnasium
import numpy as np

from richlazy.data.neurogym_tasks.environments import Definition, find_creator
from richlazy.data.neurogym_tasks.observed import SOME, Observed, observe
from richlazy.data.neurogym_tasks.refusals import Refusal
from richlazy.errors import InputError


def check_missing(task: Definition) -> None:
    """Raise InputError where required arguments of the environment's constructor are missing."""
    creator = find_creator(task)
    function = creator.__init__ if inspect.isclass(creator) else creator
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    needed = [
        p.name for p in inspect.signature(function).parameters.values() if p.kind in kinds and p.default is p.empty
    ]
    missing = [name for name in needed if name not in ("self", "dt", "timing", *task.arguments)]
    if missing:
        line = ", ".join(f"{name}: ..." for name in missing)
        raise InputError(
            f"tasks.{task.name}.arguments: {task.environment} needs {' and '.join(missing)}; write "
            f"`arguments: {{{line}}}` with values that NeuroGym's documentation allows"
        )


def check_taken(task: Definition, environment: gymnasium.Env, seen: Observed) -> None:
    """Refuse arguments that the environment ignores: trials do not depend on them, and it has other values."""
    for name, value in task.arguments.items():
        if _may_be_had(environment.unwrapped, name, value):
            continue
        rest = {key: given for key, given in task.arguments.items() if key != name}
        try:
            without = observe(replace(task, arguments=rest), few=SOME).prints
        except InputError:
            continue  # the environment cannot be made without the argument: it has an effect
        if without == seen.prints[:SOME]:
            reason = f"{task.environment} does not take {value!r}: trials are the same without it"
            where = f"tasks.{task.name}.arguments.{name}"
            raise Refusal("ignored", f"{where}: {reason}", [(f"leave `{name}` out", replace(task, arguments=rest))])


def _may_be_had(base: gymnasium.Env, name: str, value: object) -> bool:
    """Whether an environment may have accepted an argument although trials are the same without it."""
    own = getattr(base, name, value)
    # A value that is the default has no effect; for a choice (bool or str) the attribute must have the value.
    return _same(value, own) or (not isinstance(value, bool | str) and value == _default(type(base), name))


def _default(environment: type, name: str) -> object:
    """Default of a constructor's argument, of the first class in the method resolution order that has it."""
    for owner in environment.__mro__:
        parameters = inspect.signature(owner.__init__).parameters
        if name in parameters:
            return parameters[name].default
    return None


def _same(value: object, own: object) -> bool:
    """Whether an attribute of an environment has the value of the argument; for a mapping, in every entry."""
    if isinstance(value, dict) and isinstance(own, dict):
        return bool(value) and all(key in own and _same(entry, own[key]) for key, entry in value.items())
    return np.array_equal(value, own)
