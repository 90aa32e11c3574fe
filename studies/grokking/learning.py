"""Gradient descent of committee machines by the recursion of their moments: many runs at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from studies.grokking import quadratics
from studies.grokking.moments import Moments
from studies.grokking.population import Parts, of_coefficients, teacher_power
from studies.grokking.quadratics import Samples, samples_of

# An error below this counts as learned; the unit is the error of predicting zero.
LEARNED = 0.1
# Most runs that advance together.
TOGETHER = 64


class Task(NamedTuple):
    """What every run has to learn, and how: one teacher β [D] and its inputs [P, D], the moments of each run before
    learning, and its scales α, ε and η₀ [run]."""

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
    fresh: Callable[[], np.ndarray] | None = None,
) -> Learned:
    """Train every run until its training error is below `tolerance`, at most for `steps` steps.

    recorded: steps at which curves are kept, ascending. centre: outputs before learning are subtracted. fresh(): inputs
    [P, D] that are drawn anew for every step, the same ones for all runs; without it a step takes all inputs of the
    task. A run has diverged where an error is not finite. Runs do not touch each other, and those that have ended cost
    nothing.
    """
    count, inputs = len(task.alpha), len(task.beta)
    found = _empty(task.initial, len(recorded), count)
    power, before = teacher_power(task.beta), task.initial.second
    active, linear_peaks = _active(task, centre), np.full(count, -np.inf)
    samples = samples_of(task.inputs, count) if fresh is None else None
    places = {int(step): place for place, step in enumerate(recorded)}
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(steps + 1):
            if fresh is not None:
                samples = samples_of(fresh(), len(active.run), reused=False)
            wrong = active.wrong()
            outputs, parts = samples.outputs(wrong), of_coefficients(wrong, inputs, power)
            train, test = np.einsum("rp,rp->r", outputs, outputs) / samples.count / power, sum(parts)
            if number == 0:
                for kept, part in zip(found.initial_parts, parts, strict=True):
                    kept[:] = part
            _keep_firsts(found, active.run, train, test, number)
            _keep_peaks(found, linear_peaks, active.run, test, parts, number)
            if number in places:
                _record(found, places[number], active, task.beta, before, train, test, parts)
            lost = ~np.isfinite(train + test)
            done = lost | (train < tolerance) | (number == steps)
            if done.any():
                words = np.select([lost, train < tolerance], ["diverged", "train_error"], "steps")
                _end(found, active, done, number, words, test, parts)
                active, outputs = active.of(~done), outputs[~done]
            if not len(active.run):
                break
            active.step(samples, outputs)
    return found


class _Active(NamedTuple):
    """The runs that have not ended: their numbers, neurons [run, D, k + 1], which are the F of `Moments` with the mean
    as a last column, what is subtracted from the coefficients of their outputs, and the scales α, ε and 2 η₀/α."""

    run: np.ndarray
    neurons: np.ndarray
    offset: np.ndarray
    alpha: np.ndarray
    epsilon: np.ndarray
    rate: np.ndarray

    def of(self, which: np.ndarray) -> "_Active":
        return _Active(*(values[which] for values in self))

    @property
    def moments(self) -> Moments:
        return Moments(self.neurons[..., -1], self.neurons[..., :-1])

    def wrong(self) -> np.ndarray:
        """Coefficients of what outputs differ by from the teacher, [run, C]."""
        return _outputs(self.neurons, self.alpha, self.epsilon) - self.offset

    def step(self, samples: Samples, outputs: np.ndarray) -> None:
        """One step of full-batch gradient descent on the mean square of `outputs`, without ½, in place.

        The step size is η₀ N / α², so that every neuron moves by -c (g + ε G w), with c = η₀/α, g = (2/P) Σ r x and
        G = (2/P) Σ r x xᵀ.
        """
        runs, inputs = self.neurons.shape[:2]
        gradient = samples.correlations(outputs)
        gradient *= self.rate[:, None] / samples.count
        pairs, pull = quadratics.split(gradient, inputs)
        pairs *= self.epsilon[:, None]
        turn = pairs.take(quadratics.layout(inputs).full, 1).reshape(runs, inputs, inputs)
        change = turn @ self.neurons
        change[..., -1] += pull
        np.subtract(self.neurons, change, out=self.neurons)


def _active(task: Task, centre: bool) -> _Active:
    """All runs before learning."""
    mean, spread = task.initial
    neurons = np.concatenate([spread, mean[..., None]], -1)
    offset = quadratics.coefficients(np.zeros_like(task.beta), np.outer(task.beta, task.beta))
    if centre:
        offset = offset + _outputs(neurons, task.alpha, task.epsilon)
    rate = 2 * task.eta_0 / task.alpha
    offset = np.broadcast_to(offset, (len(neurons), offset.shape[-1]))
    return _Active(np.arange(len(neurons)), neurons, offset, task.alpha, task.epsilon, rate)


def _outputs(neurons: np.ndarray, alpha: np.ndarray, epsilon: np.ndarray) -> np.ndarray:
    """Coefficients [run, C] of α (w̄·x + (ε/2) xᵀ M x)."""
    found = quadratics.coefficients(neurons[..., -1], neurons @ np.swapaxes(neurons, -1, -2))
    pairs, _ = quadratics.split(found, neurons.shape[1])
    pairs *= epsilon[:, None]
    found *= alpha[:, None]
    return found


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


def _keep_firsts(found: Learned, run: np.ndarray, train: np.ndarray, test: np.ndarray, number: int) -> None:
    for steps, error in ((found.train_step, train), (found.test_step, test)):
        learned = (error < LEARNED) & np.isinf(steps[run])
        if learned.any():
            steps[run[learned]] = number


def _keep_peaks(
    found: Learned, linear_peaks: np.ndarray, run: np.ndarray, test: np.ndarray, parts: Parts, number: int
) -> None:
    higher = test > found.peak[run]
    if higher.any():
        at = run[higher]
        found.peak[at], found.peak_step[at] = test[higher], number
        for kept, part in zip(found.peak_parts, parts, strict=True):
            kept[at] = part[higher]
    steeper = parts.linear > linear_peaks[run]
    if steeper.any():
        at = run[steeper]
        linear_peaks[at], found.linear_step[at] = parts.linear[steeper], number


def _record(
    found: Learned,
    place: int,
    active: _Active,
    beta: np.ndarray,
    before: np.ndarray,
    train: np.ndarray,
    test: np.ndarray,
    parts: Parts,
) -> None:
    run, moments = active.run, active.moments
    found.train_error[place, run], found.test_error[place, run] = train, test
    for curve, part in zip(found.parts, parts, strict=True):
        curve[place, run] = part
    found.norm[place, run] = moments.norm
    found.overlap[place, run] = overlap(moments.second - before[run], beta)


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
