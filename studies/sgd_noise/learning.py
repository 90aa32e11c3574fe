"""A perceptron that learns from a set of samples: the plain loop over minibatches, and a sampler of its mistakes alone.

A step adds T y x / √d to the weights for every sample of its minibatch whose y f = y w·x/√d is below the margin: the
gradient of the hinge loss (1/alpha) mean max(0, 1 - alpha y f) times the step size dt = T B. Other samples change
nothing. So with minibatches of one sample the weights are constant between mistakes, and

- the wait for the next mistake is geometric with v/P, the share of the samples below the margin,
- the sample that makes it is any of these v with equal probability.

Both draws are exact, and a mistake costs O(P), however long the wait.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

# Bytes of the products of samples that are kept: late in learning the same few samples err again and again.
KEPT = 2**28
# Uniform numbers are drawn in blocks of so many mistakes, and after as many outputs are looked at for overflow.
BLOCK = 1024


class Learned(NamedTuple):
    """What learning left; `exact.perceptron` tells what each is."""

    weights: np.ndarray
    steps: int
    mistakes: int
    fit: bool
    diverged: bool


@np.errstate(over="ignore", invalid="ignore")  # of runs that diverge
def by_mistakes(
    signed_inputs: np.ndarray, temperature: float, bound: float, rng: np.random.Generator, most_steps: int
) -> Learned:
    """Learn with minibatches of one sample, mistake by mistake; a sample errs where y f < bound."""
    samples, inputs = signed_inputs.shape
    products = _Products(signed_inputs, temperature / inputs)
    numbers = np.zeros(samples)  # of mistakes by each sample: the weights are sums of samples
    signed = np.zeros(samples)  # y f of every sample
    below = np.empty(samples, bool)
    draws, steps, mistakes = _uniform_pairs(rng), 0, 0

    def weights() -> np.ndarray:
        return temperature / math.sqrt(inputs) * (numbers @ signed_inputs)

    while True:
        wrong = np.less(signed, bound, out=below).nonzero()[0]
        count = len(wrong)
        if not count:
            # Sums of many updates differ from outputs of the weights by rounding, which must not end learning.
            signed = signed_inputs @ weights() / math.sqrt(inputs)
            if not (signed < bound).any():
                break
            continue
        for_wait, for_sample = next(draws)
        share = count / samples
        wait = 1 if count == samples else 1 + int(math.log1p(-for_wait) / math.log1p(-share))
        if steps + wait > most_steps:
            break
        sample = wrong[int(for_sample * count)]
        steps += wait
        mistakes += 1
        numbers[sample] += 1
        signed += products.of(sample)
        if mistakes % BLOCK == 0 and not np.isfinite(signed).all():
            break
    return _learned(signed_inputs, weights(), bound, steps, mistakes)


@np.errstate(over="ignore", invalid="ignore")
def by_minibatches(
    signed_inputs: np.ndarray, temperature: float, bound: float, rng: np.random.Generator, batch: int, most_steps: int
) -> Learned:
    """Learn step by step with minibatches of `batch` samples, drawn anew and without replacement."""
    samples, inputs = signed_inputs.shape
    scale = 1 / math.sqrt(inputs)
    weights = np.zeros(inputs)
    steps, mistakes = 0, 0
    for step in range(1, most_steps + 1):
        shown = signed_inputs[rng.choice(samples, batch, replace=False, shuffle=False)]
        wrong = shown[shown @ weights * scale < bound]
        if len(wrong):
            weights += temperature * scale * wrong.sum(0)
            steps, mistakes = step, mistakes + len(wrong)
            signed = signed_inputs @ weights * scale
            if not (signed < bound).any() or not np.isfinite(signed).all():
                break
    return _learned(signed_inputs, weights, bound, steps, mistakes)


class _Products:
    """scale · (y x)·(y' x') of a sample with all, [P]; those of the samples that erred of late are kept."""

    def __init__(self, signed_inputs: np.ndarray, scale: float):
        self._signed_inputs, self._scale = signed_inputs, scale
        self._most = max(1, KEPT // (8 * len(signed_inputs)))
        self._kept: dict[int, np.ndarray] = {}

    def of(self, sample: int) -> np.ndarray:
        row = self._kept.get(sample)
        if row is None:
            if len(self._kept) >= self._most:
                self._kept.clear()
            row = self._kept[sample] = self._scale * (self._signed_inputs @ self._signed_inputs[sample])
        return row


def _uniform_pairs(rng: np.random.Generator) -> Iterator[tuple[float, float]]:
    while True:
        yield from rng.random((BLOCK, 2)).tolist()


def _learned(signed_inputs: np.ndarray, weights: np.ndarray, bound: float, steps: int, mistakes: int) -> Learned:
    signed = signed_inputs @ weights / math.sqrt(signed_inputs.shape[1])
    finite = bool(np.isfinite(signed).all() and np.isfinite(weights).all())
    return Learned(weights, steps, mistakes, finite and bool((signed >= bound).all()), not finite)
