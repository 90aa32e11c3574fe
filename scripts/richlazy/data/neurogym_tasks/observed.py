"""A first look at the trials of an environment: periods, form, labels and inputs of some of them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import gymnasium
import numpy as np

from richlazy.data.neurogym_tasks.environments import Definition, make_environment, seed_environment, told
from richlazy.data.neurogym_tasks.pool import form

# Trials that tell whether what was asked changes anything; that are drawn in any case; that are drawn where the scored
# step has had one class so far.
SOME, FEW, MANY = 16, 64, 1024


@dataclass
class Observed:
    """What the trials of an environment are.

    timing: its table of durations in ms, where numbers are fixed. periods: by trial, the duration in ms and in time
    steps of each. forms: number of steps and decision step by trial. decided: label at the decision step by trial.
    labels: values that labels are made of, as the environment gives them. finite, silent: whether all inputs are
    finite, whether all are 0. prints: a digest of each trial.
    """

    timing: dict[str, object]
    periods: list[dict[str, tuple[float, int]]] = field(default_factory=list)
    forms: list[tuple[int, int]] = field(default_factory=list)
    decided: list[float] = field(default_factory=list)
    labels: set[float] = field(default_factory=set)
    finite: bool = True
    silent: bool = True
    prints: list[str] = field(default_factory=list)

    def durations(self, period: str) -> set[tuple[float, int]]:
        """The durations of a period in all trials that have it."""
        return {trial[period] for trial in self.periods if period in trial}

    @property
    def names(self) -> list[str]:
        """Names of the periods of all trials."""
        return list(dict.fromkeys(name for trial in self.periods for name in trial))


def observe(
    task: Definition, seed: int = 0, few: int = FEW, look: Callable[[gymnasium.Env], None] = lambda base: None
) -> Observed:
    """Draw some trials; `look` is called with the bare environment after each. Raises EnvironmentFailure."""
    environment = make_environment(task)
    seen = Observed(dict(environment.unwrapped.timing))
    with told(task, "be drawn from"):
        _record_labels(environment, seen.labels)
        seed_environment(environment, np.random.SeedSequence(seed))
        while len(seen.forms) < few or (few == FEW and len(set(seen.decided)) == 1 and len(seen.forms) < MANY):
            environment.new_trial()
            seen.forms.append(form(task, environment.unwrapped))
            look(environment.unwrapped)
            _add(seen, environment.unwrapped)
    return seen


def _record_labels(environment: gymnasium.Env, found: set[float]) -> None:
    """Let environments note what they are given as ground truth: afterwards it is cut to whole numbers."""
    for member in getattr(environment, "envs", [environment]):
        base = member.unwrapped
        base.set_groundtruth = _noted(base.set_groundtruth, found)


def _noted(method: Callable, found: set[float]) -> Callable:
    def set_groundtruth(value: object, *others: object, **named: object) -> None:
        if not (others[1:] or named.get("where") is not None):  # the index of a name is no label yet
            found.update(np.unique(np.asarray(value, float)).tolist())
        return method(value, *others, **named)

    return set_groundtruth


def _add(seen: Observed, base: gymnasium.Env) -> None:
    times, steps = (base.start_t, base.end_t), (base.start_ind, base.end_ind)
    periods = {name: tuple(end[name] - start[name] for start, end in (times, steps)) for name in base.start_t}
    seen.periods.append(periods)
    inputs, labels = np.asarray(base.ob, np.float32), np.asarray(base.gt, float)
    seen.decided.append(float(labels[seen.forms[-1][1]]))
    seen.labels.update(np.unique(labels).tolist())
    seen.finite &= bool(np.isfinite(inputs).all())
    seen.silent &= not inputs.any()
    seen.prints.append(hashlib.sha256(inputs.tobytes() + labels.tobytes()).hexdigest())


def fixed(entry: object) -> bool:
    """Whether an entry of a table of durations is a number, and not drawn in every trial."""
    return isinstance(entry, int | float)
