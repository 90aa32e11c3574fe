"""A step of gradient descent of committee machines: the recursion of their moments, against explicit neurons.

Both look at training and test error after every step, the test error exact over the population. The floor is the matrix
products of the recursion alone.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import timing

from studies.grokking import learning, moments
from studies.grokking.learning import Task
from studies.grokking.population import of_quadratic, teacher_outputs, teacher_power
from studies.grokking.starts import draw

ALPHA, EPSILON, ETA_0 = 1.0, 0.1, 1.0


@dataclass(frozen=True)
class Case:
    """`least`: by how much the recursion should be faster than neurons."""

    inputs: int
    samples: int
    neurons: int
    steps: int
    least: float

    @property
    def name(self) -> str:
        """What learns."""
        return f"committee machine, {self.inputs} inputs, {self.samples} samples, {self.neurons} neurons"


CASES = (Case(30, 150, 500, 300, 8), Case(100, 550, 500, 60, 3))


def by_neurons(beta: np.ndarray, inputs: np.ndarray, weights: np.ndarray, steps: int) -> np.ndarray:
    """Training and test error before every step, [step, 2], of explicit neurons whose outputs are centred."""
    neurons, samples = len(weights), len(inputs)
    targets, power, errors = teacher_outputs(beta, inputs), teacher_power(beta), np.empty((steps, 2))
    fields = inputs @ weights.T
    before = (fields + EPSILON / 2 * fields**2).mean(1)
    mean, second = weights.mean(0), weights.T @ weights / neurons
    weights = weights.copy()
    for step in range(steps):
        fields = inputs @ weights.T
        slopes = 1 + EPSILON * fields
        residuals = ALPHA * ((fields + EPSILON / 2 * fields**2).mean(1) - before) - targets
        change = weights.T @ weights / neurons - second
        parts = of_quadratic(beta, ALPHA * (weights.mean(0) - mean), ALPHA * EPSILON * change)
        errors[step] = (residuals**2).mean() / power, sum(parts)
        weights -= ETA_0 / ALPHA * 2 / samples * (slopes * residuals[:, None]).T @ inputs
    return errors


def task_of(case: Case, runs: int) -> Task:
    """So many runs of different seeds."""
    beta, inputs, weights = (
        np.stack(arrays) for arrays in zip(*(_drawn(case, seed) for seed in range(runs)), strict=True)
    )
    scales = (np.full(runs, value) for value in (ALPHA, EPSILON, ETA_0))
    return Task(beta, inputs, moments.of_neurons(weights), *scales)


def _drawn(case: Case, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return draw(seed, case.inputs, case.samples, case.neurons)


def by_recursion(task: Task, steps: int) -> learning.Learned:
    """The same by the recursion of moments."""
    return learning.learn(task, steps - 1, np.array([0, steps - 1]), True, 0)


def products(case: Case, runs: int) -> Callable[[], None]:
    """The matrix products of as many steps: outputs, G, its product with the spread, and the second moment."""
    random = np.random.default_rng(0)
    inputs = random.standard_normal((runs, case.samples, case.inputs))
    spread = random.standard_normal((runs, case.inputs, case.inputs))
    transposed, turned = np.swapaxes(inputs, 1, 2).copy(), np.swapaxes(spread, 1, 2).copy()

    def run() -> None:
        for _ in range(case.steps):
            inputs @ spread
            transposed @ inputs
            spread @ spread
            spread @ turned

    return run


def check_agreement() -> None:
    """Raise unless neurons and recursion have the same errors."""
    case = Case(12, 40, 60, 200, 1)
    drawn = _drawn(case, 0)
    recorded = np.arange(case.steps)
    found = learning.learn(task_of(case, 1), case.steps - 1, recorded, True, 0)
    np.testing.assert_allclose(
        np.stack([found.train_error[:, 0], found.test_error[:, 0]], 1), by_neurons(*drawn, case.steps), rtol=1e-7
    )


def compare(case: Case, rounds: int) -> list[timing.Result]:
    """The rows of one case: one run, and as many together as the study lets advance together."""
    runs = learning.together(case.samples, case.inputs)
    one, many, drawn = task_of(case, 1), task_of(case, runs), _drawn(case, 0)
    peers = {
        "neurons": lambda: by_neurons(*drawn, case.steps),
        "one": lambda: by_recursion(one, case.steps),
        "products": products(case, 1),
    }
    if runs > 1:
        peers |= {"many": lambda: by_recursion(many, case.steps), "products of many": products(case, runs)}
    times = timing.interleaved(peers, rounds)
    step = {name: 1e6 * timing.median(times, name) / case.steps for name in peers}
    rows = []
    for name, count, words in (("one", 1, "one run"), ("many", runs, f"{runs} runs together")):
        if name not in peers:
            continue
        measured = f"{step[name] / count:.0f} µs a step and run, {words}"
        factor = timing.ratio(times, "neurons", name) * count
        floor = timing.ratio(times, name, "products" if name == "one" else "products of many")
        bound = case.least if name == ("many" if "many" in peers else "one") else None
        rows.append(
            timing.Result(case.name, measured, f"neurons {step['neurons']:.0f} µs", factor, bound=bound, least=True)
        )
        rows.append(timing.Result(case.name, measured, "its matrix products alone", floor))
    return rows


def main(rounds: int = 7) -> list[timing.Result]:
    """All cases, on one thread."""
    check_agreement()
    return [row for case in CASES for row in compare(case, rounds)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    timing.report(main(parser.parse_args().rounds))
