"""Environments of other authors, each with one fault, beside NeuroGym's own; and the advice of a message, taken."""

import itertools
import re
import time
from dataclasses import replace

import numpy as np
import yaml
from gymnasium.envs.registration import registry
from neurogym.core import TrialEnv
from neurogym.utils import spaces
from neurogym.utils.ngym_random import TruncExp
from richlazy.data.neurogym_tasks.pool import Definition


class Choice(TrialEnv):
    """A task as it should be: the stimulus says which of two classes is asked for at the decision."""

    def __init__(self, dt=100, timing=None, gain=1.0, labels=(1, 2), size=3):
        super().__init__(dt=dt)
        self.timing = {"stimulus": 200, "decision": 100} | (timing or {})
        self.gain, self.labels = gain, labels
        self.observation_space = spaces.Box(-np.inf, np.inf, shape=(size,), dtype=np.float32)
        self.action_space = spaces.Discrete(3)

    def _new_trial(self, **kwargs):
        label = self.rng.choice(self.labels)
        self.add_period(["stimulus", "decision"])
        self.add_ob(self.gain * (label - 1.5), "stimulus")
        self.add_randn(0, 0.1, "stimulus")
        self.set_groundtruth(label, "decision")
        return {"label": label}


class Angle(Choice):
    def _new_trial(self, **kwargs):
        trial = super()._new_trial()
        self.set_groundtruth(self.rng.uniform(0, 2), "decision")
        return trial


class Endless(Choice):
    def _new_trial(self, **kwargs):
        while self.gain > 10:
            time.sleep(0.01)
        return super()._new_trial()


class Failing(Choice):
    def _new_trial(self, **kwargs):
        if self.num_tr == 20:
            raise RuntimeError("the twenty-first\ntrial")
        return super()._new_trial()


class Hidden(Choice):
    """Draws from a generator of its own."""

    def _new_trial(self, **kwargs):
        self.rng = np.random.RandomState()
        return super()._new_trial()


class Frozen(Choice):
    def seed(self, seed=None):
        return super().seed(5)


class FrozenLabels(Choice):
    """The noise follows the seed, the labels do not."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.sequence = np.random.RandomState(5)

    def _new_trial(self, **kwargs):
        self.labels = [self.sequence.choice([1, 2])]
        return super()._new_trial()


class Image(Choice):
    def __init__(self, dt=100):
        super().__init__(dt=dt)
        self.observation_space = spaces.Box(-np.inf, np.inf, shape=(3, 3), dtype=np.float32)


class Late(Choice):
    """The decision starts at one of two steps of trials of one length."""

    def _new_trial(self, **kwargs):
        wait = int(self.rng.choice([100, 200]))
        self.timing = {"stimulus": wait, "decision": 100, "rest": 300 - wait}
        trial = super()._new_trial()
        return trial

    def add_period(self, period, *args, **kwargs):
        super().add_period(["stimulus", "decision", "rest"] if isinstance(period, list) else period, *args, **kwargs)


class OwnTiming(Choice):
    """Takes no `timing` but to change another of its durations."""

    def __init__(self, dt=100, timing=None):
        super().__init__(dt=dt, timing={"decision": 200} | timing if timing else None)


class Overridden(Choice):
    def __init__(self, dt=100, labels=None):
        super().__init__(dt=dt)


class Random(Choice):
    def __init__(self, dt=100, timing=None):
        super().__init__(dt=dt, timing={"stimulus": TruncExp(300, 100, 900)} | (timing or {}))


class Silent(Choice):
    def _new_trial(self, **kwargs):
        trial = super()._new_trial()
        self.view_ob()[:] = 0
        return trial


class Needy(Choice):
    def __init__(self, size, dt=100, *, word):
        super().__init__(dt=dt)


class NoSpaces(TrialEnv):
    def __init__(self, dt=100):
        super().__init__(dt=dt)
        self.timing = {"stimulus": 100}


ALL = (
    Choice,
    Angle,
    Endless,
    Failing,
    Hidden,
    Frozen,
    FrozenLabels,
    Image,
    Late,
    OwnTiming,
    Overridden,
    Random,
    Silent,
)
_COUNT = itertools.count()


def register(environment):
    """Register a class of this module under an id of its own; returns the id."""
    import gymnasium

    name = f"test_{environment.__name__}_{next(_COUNT)}-v0"
    gymnasium.register(name, entry_point=environment)
    return name


def forget():
    """Take all registered ids of this module back."""
    for name in [name for name in registry if name.startswith("test_")]:
        del registry[name]


def take_advice(task: Definition, message: str) -> Definition:
    """The task that a message tells to write in the place of another."""
    if "nor does it help" in message or "no `timing` can fix that" in message:
        message = message.rpartition("; ")[2]
    for names, part in re.findall(r"leave ((?:`[\w.]+`,? ?)+)out(?: of tasks\.\w+\.(arguments|timing))?", message):
        part = part or "arguments"
        rest = {key: value for key, value in getattr(task, part).items() if f"`{key}`" not in names}
        task = replace(task, **{part: rest})
    for part in re.findall(r"leave tasks\.\w+\.(arguments|timing) out", message):
        task = replace(task, **{part: {}})
    for line in re.findall(r"`((?:timing|dt|environment|arguments|decision): [^`]*)`", message):
        task = _written(task, yaml.safe_load(line))
    return task


def _written(task: Definition, line: dict) -> Definition:
    (key, value), *_ = line.items()
    if key == "environment":
        return Definition(task.name, value, {}, {}, task.dt)
    return replace(task, **(line if key in ("timing", "dt") else {"timing": {**task.timing, **line}}))
