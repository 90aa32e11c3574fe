"""All measures of one network at one checkpoint, against the matrix products that they cannot do without."""

import argparse
from collections.abc import Callable

import kernel
import recurrent
import timing
import torch
from recurrent import Shape
from richlazy.measures import STANDARD
from richlazy.measures.evaluate import find
from richlazy.measures.lyapunov_exponent import SEQUENCES, TRIALS
from richlazy.measures.snapshot import Probes, Snapshot

# The probes of figure 1: for representations, and for loss and accuracy.
PROBE, TEST = Shape(trials=320), Shape(trials=1000)


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


def ours() -> Callable[[], None]:
    """Every measure of a network that has learned a little, whose start was measured before."""
    trials, start = probes(), recurrent.initial_weights(PROBE)
    measures, initial = [find(name).measure for name in STANDARD], Snapshot(start, trials)
    learned = start._replace(recurrent=start.recurrent + 0.001 * torch.randn(PROBE.units, PROBE.units))

    def run() -> None:
        current = Snapshot(learned, trials)
        for measure in measures:
            measure(initial, current)

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
    """One row: the size of figure 1."""
    recurrent.prepare()
    times = timing.interleaved({"ours": ours(), "products": products()}, rounds)
    seconds = {peer: 1000 * timing.median(times, peer) for peer in times}
    name = f"{len(STANDARD)} measures of a network at a checkpoint, {PROBE.units} units"
    floor = f"products alone {seconds['products']:.0f} ms"
    return [timing.Result(name, f"{seconds['ours']:.0f} ms", floor, timing.ratio(times, "ours", "products"))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    timing.report(main(parser.parse_args().rounds))
