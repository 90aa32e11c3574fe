"""Observation of some trials of an environment, for the checks: periods, number of steps, labels and inputs."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import gymnasium
import numpy as np

from richlazy.data.neurogym_tasks.environments import Definition, make_environment, seed_environment, told
from richlazy.data.neurogym_tasks.pool import form

# Number of trials: to tell whether a change has an effect; that are always drawn; that are drawn at most, while the
# decision step has had one class only.
SOME, FEW, MANY = 16, 64, 1024


@dataclass
class Observed:
    """Properties of some trials of an environment.

    timing: the environment's table of durations in ms; entries that are numbers are fixed. periods: for each trial, the
    duration of every period in ms and in time steps. forms: for each trial, number of steps and decision step. decided:
    for each trial, the label at the decision step. labels: all values that labels have. finite, silent: whether all
    inputs are finite, whether all are 0. prints: for each trial, a digest.
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
    """Draw some trials; `look` is called with the unwrapped environment after each. Raises EnvironmentFailure."""
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


def _record_labels(environment: gymnasium.Env, labels: set[float]) -> None:
    """Let environments record their ground truth in `labels` before NeuroGym truncates it to whole numbers."""
    for member in getattr(environment, "envs", [environment]):
        base = member.unwrapped
        base.set_groundtruth = _recording(base.set_groundtruth, labels)


def _recording(method: Callable, labels: set[float]) -> Callable:
    def set_groundtruth(value: object, *others: object, **keywords: object) -> None:
        if not (others[1:] or keywords.get("where") is not None):  # with `where` the value is an index, not a label
            labels.update(np.unique(np.asarray(value, float)).tolist())
        return method(value, *others, **keywords)

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
    """Whether an entry of a table of durations is a fixed number, and not drawn in every trial."""
    return isinstance(entry, int | float)
