"""Gradient descent of committee machines by the recursion of their moments: many runs at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from studies.grokking import moments as recursion
from studies.grokking.moments import Moments
from studies.grokking.population import Parts, of_network, teacher_outputs, teacher_power

# An error below this counts as learned; the unit is the error of predicting zero.
LEARNED = 0.1
# Bytes of the arrays of runs that advance together: they should stay in the cache of a core.
CACHE = 2**20


class Task(NamedTuple):
    """What every run has to learn, and how: teachers β [run, D], inputs [run, P, D], moments before learning, and the
    scales α, ε and η₀ [run]."""

    beta: np.ndarray
    inputs: np.ndarray
    initial: Moments
    alpha: np.ndarray
    epsilon: np.ndarray
    eta_0: np.ndarray


@dataclass(frozen=True)
class Learned:
    """What learning left of every run, in arrays over runs.

    train_error, test_error, parts, norm, overlap: at recorded steps, [step, run], NaN after the end of a run. norm: Tr
    M, the mean squared norm of a neuron. overlap: cosine between M - M₀ and β βᵀ. train_step, test_step: first step
    with an error below LEARNED, +inf where there is none; final_error: test error at the end. peak, peak_step: highest
    test error, and where it was; linear_step: where the linear part was highest. All of them look at every step.
    initial_parts, peak_parts, final_parts: parts of the test error at the start, at its highest, at the end. moments:
    at the end. stopped: "train_error", "steps" or "diverged", at last_step.
    """

    train_error: np.ndarray
    test_error: np.ndarray
    parts: Parts
    norm: np.ndarray
    overlap: np.ndarray
    train_step: np.ndarray
    test_step: np.ndarray
    final_error: np.ndarray
    initial_parts: Parts
    final_parts: Parts
    peak: np.ndarray
    peak_step: np.ndarray
    peak_parts: Parts
    linear_step: np.ndarray
    moments: Moments
    last_step: np.ndarray
    stopped: np.ndarray


def learn(
    task: Task,
    steps: int,
    recorded: np.ndarray,
    centre: bool,
    tolerance: float,
    fresh: Callable[[np.ndarray], np.ndarray] | None = None,
) -> Learned:
    """Train every run until its training error is below `tolerance`, at most for `steps` steps.

    recorded: steps at which curves are kept, ascending. centre: outputs before learning are subtracted. fresh(runs):
    inputs [run, P, D] of the runs with these numbers, drawn anew for every step; without it a step takes all inputs of
    the task. A run has diverged where an error is not finite. Runs do not touch each other, and those that have ended
    cost nothing.
    """
    count = len(task.beta)
    found = _empty(task.initial, len(recorded), count)
    before = task.initial.second
    active = _Active(np.arange(count), task, teacher_power(task.beta), _offset(task, centre), before, task.initial)
    places = {int(step): place for place, step in enumerate(recorded)}
    best_linear = np.full(count, -np.inf)
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(steps + 1):
            if fresh is not None:
                active = active.on(fresh(active.run), centre)
            residuals, parts = active.residuals(), active.parts(centre)
            train, test = (residuals**2).mean(-1) / active.power, sum(parts)
            run = active.run
            if number == 0:
                for kept, part in zip(found.initial_parts, parts, strict=True):
                    kept[:] = part
            for reached, error in ((found.train_step, train), (found.test_step, test)):
                reached[run] = np.where(np.isinf(reached[run]) & (error < LEARNED), number, reached[run])
            _keep_peaks(found, best_linear, run, test, parts, number)
            if number in places:
                _record(found, places[number], active, train, test, parts)
            lost = ~np.isfinite(train + test)
            done = lost | (train < tolerance) | (number == steps)
            if done.any():
                words = np.select([lost, train < tolerance], ["diverged", "train_error"], "steps")
                _end(found, active, done, number, words, test, parts)
                active, residuals = active.of(~done), residuals[~done]
            if not len(active.run):
                break
            active = active.after(residuals)
    return found


def together(samples: int, inputs: int) -> int:
    """How many runs should advance together: inputs [P, D] and four matrices [D, D] of each stay in the cache."""
    return max(1, CACHE // (8 * (samples * inputs + 4 * inputs**2)))


class _Active(NamedTuple):
    """The runs that have not ended: their numbers, tasks, powers of the teachers, targets with what is subtracted,
    second moments before learning, and moments."""

    run: np.ndarray
    task: Task
    power: np.ndarray
    offset: np.ndarray
    initial_second: np.ndarray
    moments: Moments

    def of(self, which: np.ndarray) -> "_Active":
        task = Task(*(Moments(*(v[which] for v in x)) if isinstance(x, Moments) else x[which] for x in self.task))
        moments = Moments(*(values[which] for values in self.moments))
        kept = (values[which] for values in (self.power, self.offset, self.initial_second))
        return _Active(self.run[which], task, *kept, moments)

    def on(self, inputs: np.ndarray, centre: bool) -> "_Active":
        task = self.task._replace(inputs=inputs)
        return self._replace(task=task, offset=_offset(task, centre))

    def residuals(self) -> np.ndarray:
        return recursion.outputs(self.moments, self.task.inputs, self.task.alpha, self.task.epsilon) - self.offset

    def parts(self, centre: bool) -> Parts:
        before = (self.task.initial.mean, self.initial_second) if centre else None
        return of_network(self.task.beta, self.moments, before, self.task.alpha, self.task.epsilon)

    def after(self, residuals: np.ndarray) -> "_Active":
        task = self.task
        scales = task.alpha, task.epsilon, task.eta_0
        return self._replace(moments=recursion.step(self.moments, task.inputs, residuals, *scales))


def _offset(task: Task, centre: bool) -> np.ndarray:
    """What residuals are outputs less of, [run, P]: targets, and outputs before learning where these are subtracted."""
    targets = teacher_outputs(task.beta, task.inputs)
    if not centre:
        return targets
    return targets + recursion.outputs(task.initial, task.inputs, task.alpha, task.epsilon)


def _empty(initial: Moments, recorded: int, count: int) -> Learned:
    def never() -> np.ndarray:
        return np.full(count, np.inf)

    def unknown() -> np.ndarray:
        return np.full(count, np.nan)

    def curve() -> np.ndarray:
        return np.full((recorded, count), np.nan)

    def parts(make) -> Parts:
        return Parts(make(), make(), make())

    return Learned(
        train_error=curve(),
        test_error=curve(),
        parts=parts(curve),
        norm=curve(),
        overlap=curve(),
        train_step=never(),
        test_step=never(),
        final_error=unknown(),
        initial_parts=parts(unknown),
        final_parts=parts(unknown),
        peak=np.full(count, -np.inf),
        peak_step=unknown(),
        peak_parts=parts(unknown),
        linear_step=unknown(),
        moments=Moments(*map(np.copy, initial)),
        last_step=np.zeros(count, int),
        stopped=np.full(count, "steps", object),
    )


def _keep_peaks(
    found: Learned, best_linear: np.ndarray, run: np.ndarray, test: np.ndarray, parts: Parts, number: int
) -> None:
    higher = test > found.peak[run]
    at = run[higher]
    found.peak[at], found.peak_step[at] = test[higher], number
    for kept, part in zip(found.peak_parts, parts, strict=True):
        kept[at] = part[higher]
    steeper = parts.linear > best_linear[run]
    best_linear[run[steeper]], found.linear_step[run[steeper]] = parts.linear[steeper], number


def _record(found: Learned, place: int, active: _Active, train: np.ndarray, test: np.ndarray, parts: Parts) -> None:
    run = active.run
    found.train_error[place, run], found.test_error[place, run] = train, test
    for curve, part in zip(found.parts, parts, strict=True):
        curve[place, run] = part
    found.norm[place, run] = active.moments.norm
    found.overlap[place, run] = overlap(active.moments.second - active.initial_second, active.task.beta)


def _end(
    found: Learned, active: _Active, done: np.ndarray, number: int, words: np.ndarray, test: np.ndarray, parts: Parts
) -> None:
    ended = active.run[done]
    found.last_step[ended], found.stopped[ended], found.final_error[ended] = number, words[done], test[done]
    for kept, part in zip(found.final_parts, parts, strict=True):
        kept[ended] = part[done]
    for whole, part in zip(found.moments, active.moments, strict=True):
        whole[ended] = part[done]


def overlap(change: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """Cosine [...] between a matrix [..., D, D] and β βᵀ; NaN for a matrix of zeros."""
    along = np.einsum("...i,...ij,...j->...", beta, change, beta)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        return along / ((beta**2).sum(-1) * np.sqrt((change**2).sum((-2, -1))))
