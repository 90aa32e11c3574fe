"""Checks of an environment before a pool is drawn: its attributes and some of its trials must agree with the config.

The message of a refusal proposes a change of the config, which was tried out here first.
"""

import time

from richlazy.data.neurogym_tasks import argument_checks, timing_checks, trial_checks
from richlazy.data.neurogym_tasks.environments import Definition, EnvironmentFailure, make_environment, told
from richlazy.data.neurogym_tasks.limits import bounded
from richlazy.data.neurogym_tasks.observed import observe
from richlazy.data.neurogym_tasks.refusals import Refusal, leaving_out
from richlazy.errors import InputError

# Memory in GiB and seconds for trying out an environment; seconds for trying out one change, and for all changes.
_MEMORY, _SECONDS, _SECONDS_OF_CHANGE, _SECONDS_OF_CHANGES = 1, 20, 5, 15


def check_environment(task: Definition) -> None:
    """Raise InputError for a task whose environment cannot be made or drawn from, or differs from the config."""
    refusal = _refusal(task, _SECONDS)
    if refusal:
        raise InputError(f"{refusal}{_advice(task, refusal, time.monotonic() + _SECONDS_OF_CHANGES)}")


def _advice(task: Definition, refusal: Refusal, end: float) -> str:
    """What to write instead, after trying it out: one change, two changes, or another task."""
    if refusal.kind == "said":  # the reason contains the advice
        return ""
    helpless = ""
    for line, changed in refusal.changes:
        left = _refusal(changed, _SECONDS_OF_CHANGE) if time.monotonic() < end else refusal
        if left is None:
            return f"; {line}"
        if left.kind not in (refusal.kind, "said"):
            for further, again in left.changes:
                if time.monotonic() < end and _refusal(again, _SECONDS_OF_CHANGE) is None:
                    return f"; {line}; then {further}"
            helpless = helpless or f"nor does it help to {line}: {left}; "
    other = f"write the id of another task in the place of {task.environment}, such as `environment: GoNogo-v0`"
    return f"; {helpless or refusal.otherwise}{other}"


def _refusal(task: Definition, seconds: float) -> Refusal | None:
    """The refusal of a task; None where it passes all checks."""
    try:
        with told(task, "be tried out"), bounded(_MEMORY, seconds):
            _check(task)
    except Refusal as refusal:
        return refusal
    except EnvironmentFailure as failure:
        return Refusal("failure", str(failure), leaving_out(task))
    except InputError as error:
        return Refusal("said", str(error))
    return None


def _check(task: Definition) -> None:
    argument_checks.check_missing(task)
    environment = make_environment(task)
    trial_checks.check_sizes(task, environment)
    own = timing_checks.own_timing(task)
    timing_checks.check_known(task, own, environment.unwrapped.timing)
    timing_checks.check_number_of_steps(task, environment.unwrapped.timing)
    seen = observe(task, look=lambda base: trial_checks.check_values(task, base))
    timing_checks.check_whole(task, seen)
    timing_checks.check_made(task, own, seen)
    timing_checks.check_kept(task, own, seen)
    timing_checks.check_form(task, seen)
    trial_checks.check_learnable(task, environment, seen)
    trial_checks.check_seeds(task, seen)
    argument_checks.check_taken(task, environment, seen)
