"""All measures of one network at one checkpoint, against the computations that they cannot do without."""

import argparse
from collections.abc import Callable, Sequence

import kernel
import numpy as np
import recurrent
import timing
import torch
from recurrent import Shape
from richlazy.measures import STANDARD, manifolds, registry
from richlazy.measures.evaluate import find
from richlazy.measures.lyapunov_exponent import SEQUENCES, TRIALS
from richlazy.measures.snapshot import Probes, Snapshot
from scipy.optimize import nnls

# The probes of figure 1: for representations, and for loss and accuracy.
PROBE, TEST = Shape(trials=320), Shape(trials=1000)
# Further measures that are computed together at the first and last checkpoint.
RICHNESS = tuple(name for name in registry.available() if registry.constant(name, "GROUP", "") == "richness")


def probes() -> Probes:
    """Trials like those of 2AF."""
    probe, test = recurrent.choices(PROBE), recurrent.choices(TEST)
    return Probes(
        probe_inputs=kernel.inputs_of(probe),
        probe_labels=probe.targets.T.contiguous(),
        test_inputs=kernel.inputs_of(test),
        test_labels=test.targets.T.contiguous(),
        kernel_trials=kernel.CHOICES.trials,
        decision_step=PROBE.steps - 1,
        learner="recurrent",
        architecture=PROBE.leak,
        last_only=PROBE.last_only,
        trained_weights="all",
        kernel_memory=kernel.MEMORY,
    )


def ours(names: Sequence[str]) -> Callable[[], None]:
    """The measures `names` of a network that has learned a little, whose start was measured before."""
    trials, start = probes(), recurrent.initial_weights(PROBE)
    measures, initial = [find(name).measure for name in names], Snapshot(start, trials)
    learned = start._replace(recurrent=start.recurrent + 0.001 * torch.randn(PROBE.units, PROBE.units))

    def run() -> None:
        current = Snapshot(learned, trials)
        for measure in measures:
            measure(initial, current)

    return run


def searches() -> Callable[[], None]:
    """What the measures of richness add: nearest points of cones, of points that are there, and eigenvalues of W_h."""
    units, half = PROBE.units, manifolds.CLASS_POINTS
    snapshot = Snapshot(recurrent.initial_weights(PROBE), probes())
    labels = snapshot.probes.probe_labels[-1]
    clouds = [snapshot.decision_activity[labels == label][:half].double().numpy() for label in (1, 2)]
    points = np.concatenate(clouds)
    axes = np.linalg.svd(points, full_matrices=False)[2]
    points = points @ axes.T / np.linalg.norm(points, axis=1, keepdims=True)
    signs, directions = manifolds.draws(2, units)
    own = np.repeat(np.arange(2), half)
    pairs = zip(signs, directions @ axes.T, strict=True)
    problems = [(np.ascontiguousarray((y[own, None] * points).T), t) for y, t in pairs]
    matrix = snapshot.first_matrix

    def run() -> None:
        for generators, direction in problems:
            nnls(generators, direction, maxiter=10_000)
        torch.linalg.eigvals(matrix)

    return run


def products() -> Callable[[], None]:
    """Both kernels, activity on the two sets of trials, the tangent vectors' sequences, and the singular values of the
    change."""
    units, weights = PROBE.units, recurrent.initial_weights(PROBE)
    of_kernel = kernel.structured_products(weights, kernel.CHOICES)
    rows = kernel.CHOICES.trials * kernel.CHOICES.steps * kernel.CHOICES.outputs
    of_inputs = kernel.symmetric_products(torch.rand(rows, units * PROBE.inputs))
    activities = [list(torch.rand(shape.steps, units, shape.trials)) for shape in (PROBE, TEST)]
    both, carry = torch.rand(2 * SEQUENCES, units, dtype=torch.float64), weights.recurrent.double()

    def run() -> None:
        of_kernel()
        of_inputs()
        for hidden in activities:
            for before, after in zip(hidden[:-1], hidden[1:], strict=True):
                torch.mm(weights.recurrent, before, out=after)
        for _ in range(TRIALS * PROBE.steps):
            torch.mm(both, carry)
        torch.linalg.svdvals(carry)

    return run


def main(rounds: int = 15) -> list[timing.Result]:
    """Two rows at the size of figure 1: the standard measures, and those of richness as well."""
    recurrent.prepare()
    standard, add = products(), searches()
    peers = {"standard": ours(STANDARD), "all": ours(STANDARD + RICHNESS), "products": standard, "searches": add}
    times = timing.interleaved(peers, rounds)
    times["floor"] = [a + b for a, b in zip(times["products"], times["searches"], strict=True)]
    seconds = {peer: f"{1000 * timing.median(times, peer):.0f} ms" for peer in times}
    where = f"measures of a network at a checkpoint, {PROBE.units} units"
    more = f"products {seconds['products']} and searches of cones and eigenvalues {seconds['searches']}"
    return [
        timing.Result(
            f"{len(STANDARD)} {where}",
            seconds["standard"],
            f"products alone {seconds['products']}",
            timing.ratio(times, "standard", "products"),
        ),
        timing.Result(
            f"{len(STANDARD + RICHNESS)} {where}, as at the first and last",
            seconds["all"],
            more,
            timing.ratio(times, "all", "floor"),
        ),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    timing.report(main(parser.parse_args().rounds))
