"""A perceptron trained sample by sample until it fits: drawing its mistakes alone, against the plain loops.

All peers have the same law and not the same random numbers, so that their seconds are for each step of training. The
floor is what a mistake cannot do without: to add a row to the outputs, and to look which are below the margin.
"""

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import timing
from scipy import stats

from studies.sgd_noise import learning
from studies.sgd_noise.exact import depleted

MARGIN, MOST_STEPS, AHEAD = 2.0**-15, 10**9, 65_536


@dataclass(frozen=True)
class Case:
    """`trainings`: of different seeds in a round."""

    samples: int
    chi: float
    trainings: int
    inputs: int = 16

    @property
    def name(self) -> str:
        """What is trained."""
        return f"perceptron, {self.samples} samples, {self.inputs} inputs, chi = {self.chi:g}"


CASES = (Case(512, 0, 2), Case(512, 1, 16), Case(1024, 1, 8))


def draws_ahead(
    signed_inputs: np.ndarray, temperature: float, bound: float, rng: np.random.Generator, most_steps: int
) -> learning.Learned:
    """The plain loop with minibatches of one sample as fast as it can be written: samples are drawn in large blocks."""
    samples, inputs = signed_inputs.shape
    rows, scale = list(signed_inputs / math.sqrt(inputs)), 1 / math.sqrt(inputs)
    weights, step, last, mistakes = np.zeros(inputs), 0, 0, 0
    while step < most_steps:
        for sample in rng.integers(samples, size=AHEAD).tolist():
            step += 1
            row = rows[sample]
            if row.dot(weights) < bound:
                weights += temperature * row
                last, mistakes = step, mistakes + 1
                if not (signed_inputs @ weights * scale < bound).any():
                    return learning.Learned(weights, last, mistakes, True, False)
    return learning.Learned(weights, last, mistakes, False, False)


def plain(
    signed_inputs: np.ndarray, temperature: float, bound: float, rng: np.random.Generator, most_steps: int
) -> learning.Learned:
    """The plain loop of the study, which takes minibatches of any size."""
    return learning.by_minibatches(signed_inputs, temperature, bound, rng, 1, most_steps)


METHODS = {"mistakes": learning.by_mistakes, "plain loop": plain, "plain loop, draws ahead": draws_ahead}


def data(case: Case) -> list[np.ndarray]:
    """The samples y x of each training, [P, d]."""
    drawn = [depleted(case.samples, case.inputs, case.chi, np.random.default_rng(n)) for n in range(case.trainings)]
    return [inputs * labels[:, None] for inputs, labels in drawn]


def train(method: Callable, sets: list[np.ndarray]) -> list[learning.Learned]:
    """Trainings from each of the sets until every sample fits."""
    return [method(signed, 1.0, MARGIN, np.random.default_rng(n), MOST_STEPS) for n, signed in enumerate(sets)]


def floor(case: Case, mistakes: int) -> Callable[[], None]:
    """The work of so many mistakes without which there is none."""
    row, outputs = np.zeros(case.samples), np.ones(case.samples)
    below = np.empty(case.samples, bool)
    outputs[0] = 0

    def run() -> None:
        for _ in range(mistakes):
            np.add(outputs, row, out=outputs)
            np.less(outputs, MARGIN, out=below).nonzero()

    return run


def check_agreement() -> None:
    """Raise unless all methods have equally distributed last steps and mistakes on a small case."""
    (signed,), runs, found = data(Case(12, 0.5, 1, 4)), 150, []
    for number, method in enumerate(METHODS.values()):
        rng = np.random.default_rng(number)
        found.append([method(signed, 1.0, 0.05, rng, 100_000) for _ in range(runs)])
    for field in ("steps", "mistakes"):
        first, *others = ([getattr(run, field) for run in side] for side in found)
        if any(stats.ks_2samp(first, other).pvalue < 1e-3 for other in others):
            raise AssertionError(f"{field}: the peers have different laws")


def compare(case: Case, rounds: int) -> list[timing.Result]:
    """The rows of one case."""
    sets = data(case)
    runs = {name: train(method, sets) for name, method in METHODS.items()}
    steps = {name: sum(run.steps for run in of_name) for name, of_name in runs.items()}
    mistakes = sum(run.mistakes for run in runs["mistakes"])

    def repeated(method: Callable) -> Callable[[], None]:
        return lambda: train(method, sets)

    peers = {name: repeated(method) for name, method in METHODS.items()} | {"floor": floor(case, mistakes)}
    times = timing.interleaved(peers, rounds)
    each = {name: 1e6 * timing.median(times, name) / steps.get(name, steps["mistakes"]) for name in peers}
    measured, rows = f"{each['mistakes']:.3f} µs a step", []
    for name, bound in (("plain loop", 30), ("plain loop, draws ahead", None)):
        factor = timing.ratio(times, name, "mistakes") * steps["mistakes"] / steps[name]
        rows.append(timing.Result(case.name, measured, f"{name} {each[name]:.2f} µs", factor, bound=bound, least=True))
    distance = timing.ratio(times, "mistakes", "floor")
    per_mistake = 1e6 * timing.median(times, "mistakes") / mistakes
    rows.append(timing.Result(case.name, f"{per_mistake:.1f} µs a mistake", "its row and a look alone", distance))
    return rows


def main(rounds: int = 5) -> list[timing.Result]:
    """All cases, on one thread."""
    check_agreement()
    return [row for case in CASES for row in compare(case, rounds)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    timing.report(main(parser.parse_args().rounds))
