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
from studies.grokking.quadratics import samples_of
from studies.grokking.starts import draw

ALPHA, EPSILON, ETA_0 = 1.0, 0.1, 1.0
# Cells of a seed in the default grid.
RUNS = 16


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
    """So many runs of one seed."""
    beta, inputs, weights = _drawn(case)
    scales = (np.full(runs, value) for value in (ALPHA, EPSILON, ETA_0))
    return Task(beta, inputs, moments.of_neurons(np.stack([weights] * runs)), *scales)


def _drawn(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return draw(0, case.inputs, case.samples, case.neurons)


def by_recursion(task: Task, steps: int) -> learning.Learned:
    """The same by the recursion of moments."""
    return learning.learn(task, steps - 1, np.array([0, steps - 1]), True, 0)


def products(case: Case, runs: int) -> Callable[[], None]:
    """The matrix products of as many steps: outputs, correlations, G times the neurons, and the second moment."""
    random = np.random.default_rng(0)
    inputs, functions = case.inputs, case.inputs * (case.inputs + 3) // 2
    samples = samples_of(random.standard_normal((case.samples, inputs)), runs)
    wrong = random.standard_normal((runs, functions))
    spread = random.standard_normal((runs, inputs, inputs + 1))
    turned = np.swapaxes(spread, 1, 2)
    turn = random.standard_normal((runs, inputs, inputs))

    def run() -> None:
        for _ in range(case.steps):
            samples.correlations(samples.outputs(wrong))
            spread @ turned
            turn @ spread

    return run


def check_agreement() -> None:
    """Raise unless neurons and recursion have the same errors."""
    case = Case(12, 40, 60, 200, 1)
    drawn = _drawn(case)
    recorded = np.arange(case.steps)
    found = learning.learn(task_of(case, 1), case.steps - 1, recorded, True, 0)
    np.testing.assert_allclose(
        np.stack([found.train_error[:, 0], found.test_error[:, 0]], 1), by_neurons(*drawn, case.steps), rtol=1e-7
    )


def compare(case: Case, rounds: int) -> list[timing.Result]:
    """The rows of one case: one run, and as many together as the study has of a seed."""
    one, many, drawn = task_of(case, 1), task_of(case, RUNS), _drawn(case)
    peers = {
        "neurons": lambda: by_neurons(*drawn, case.steps),
        "one": lambda: by_recursion(one, case.steps),
        "products": products(case, 1),
        "many": lambda: by_recursion(many, case.steps),
        "products of many": products(case, RUNS),
    }
    times = timing.interleaved(peers, rounds)
    step = {name: 1e6 * timing.median(times, name) / case.steps for name in peers}
    rows = []
    for name, count, words in (("one", 1, "one run"), ("many", RUNS, f"{RUNS} runs together")):
        measured = f"{step[name] / count:.0f} µs a step and run, {words}"
        factor = timing.ratio(times, "neurons", name) * count
        floor = timing.ratio(times, name, "products" if name == "one" else "products of many")
        bound = case.least if name == "many" else None
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
