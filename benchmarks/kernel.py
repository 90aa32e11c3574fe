"""One tangent kernel, against its matrix products alone in the order that is cheaper, and a Jacobian by torch.func."""

import argparse
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import recurrent
import timing
import torch
from recurrent import IMAGES, Shape
from richlazy.learners.kernels import KernelFactors, tangent_kernels
from richlazy.learners.recurrent.kernel import kernel_factors
from richlazy.learners.recurrent.weights import Weights
from richlazy.training.block import Pool

# The kernels of figure 1, and that of sMNIST: 200 trials × 10 outputs at the last of 28 steps.
CHOICES, IMAGES_PROBE, LARGE = Shape(trials=32), replace(IMAGES, trials=200), 4096
MEMORY = 1e9  # bytes for temporaries, the default of machine.kernel_memory


def inputs_of(pool: Pool) -> torch.Tensor:
    """Inputs of the probe trials, [input, time, trial]."""
    return pool.inputs.permute(1, 2, 0).contiguous()


def ours(weights: Weights, inputs: torch.Tensor, last_only: bool) -> torch.Tensor:
    """The kernel with respect to W_h, made as measures/snapshot.py does; rows are ordered (step, output, trial)."""

    def factors_of(part: slice) -> list[KernelFactors]:
        return kernel_factors(weights, inputs[..., part], 1.0, last_only)[:1]

    (kernel,) = tangent_kernels(factors_of, inputs.shape[2], MEMORY)
    return kernel


def by_jacobian(weights: Weights, inputs: torch.Tensor, last_only: bool) -> torch.Tensor:
    """J Jᵀ with PyTorch's own means: reverse mode for the outputs of one trial, mapped over trials."""

    def outputs(matrix: torch.Tensor, trial: torch.Tensor) -> torch.Tensor:
        hidden, seen = torch.zeros(len(matrix)), []
        for step in trial.unbind(1):
            hidden = torch.relu(weights.input @ step + matrix @ hidden)
            seen.append(weights.output @ hidden)
        return torch.stack(seen[-1:] if last_only else seen)

    jacobian = torch.func.vmap(torch.func.jacrev(outputs), in_dims=(None, 2), out_dims=2)(weights.recurrent, inputs)
    flat = jacobian.flatten(3).flatten(0, 2)
    return flat @ flat.T


def through_time(weights: Weights, shape: Shape, deltas: list[torch.Tensor]) -> Callable[[], None]:
    """The matrix products of the factors alone: forward, and backward for all rows of each step's `deltas`."""
    columns = list(torch.rand(shape.steps, shape.units, shape.trials))
    after = list(zip(deltas[1:], [torch.empty_like(delta) for delta in deltas[1:]], strict=True))

    def run() -> None:
        for t in range(1, shape.steps):
            torch.mm(weights.recurrent, columns[t - 1], out=columns[t])
        for delta, arriving in after:
            torch.mm(delta, weights.recurrent, out=arriving)

    return run


def structured_products(weights: Weights, shape: Shape) -> Callable[[], None]:
    """The matrix products of the structured order alone: of the factors, and of every pair of steps."""
    steps, trials = shape.steps, shape.trials
    hidden = list(torch.rand(steps, trials, shape.units))
    deltas = [torch.rand(shape.outputs * (steps - step) * trials, shape.units) for step in range(steps)]
    factors = through_time(weights, shape, deltas)
    pairs = [(s, r) for s in range(1, steps) for r in range(s, steps)]
    overlap = torch.empty(trials, trials)
    blocks = [torch.empty(len(deltas[s]), len(deltas[r])) for s, r in pairs]

    def run() -> None:
        factors()
        for (s, r), block in zip(pairs, blocks, strict=True):
            torch.mm(hidden[s], hidden[r].T, out=overlap)
            torch.mm(deltas[s], deltas[r].T, out=block)

    return run


def gradient_products(weights: Weights, shape: Shape) -> Callable[[], None]:
    """The matrix products of the order by gradients alone, for outputs at the last step: of the factors, of every
    trial's gradients over the steps, and of the gradients, of which an eighth of the rows at a time, from the diagonal
    on. The gradients of a part of the units are in memory at a time, as many as fit into MEMORY / 2."""
    rows, pres = shape.outputs * shape.trials, shape.units
    factors = through_time(weights, shape, list(torch.rand(shape.steps, rows, shape.units)))
    parts = math.ceil(rows * shape.units * pres * 4 / (MEMORY / 2))
    posts = math.ceil(shape.units / parts)
    late = torch.rand(shape.trials, shape.outputs * posts, shape.steps - 1)
    activity = torch.rand(shape.trials, shape.steps - 1, pres)
    made = torch.empty(shape.trials, shape.outputs * posts, pres)
    half = symmetric_products(made.reshape(rows, -1))

    def run() -> None:
        factors()
        for _ in range(parts):
            torch.bmm(late, activity, out=made)
            half()

    return run


def symmetric_products(gradients: torch.Tensor) -> Callable[[], None]:
    """G Gᵀ of gradients G [output, weight], an eighth of the rows at a time, from the diagonal on."""
    rows = len(gradients)
    kernel = torch.zeros(rows, rows)
    eighths = [(kernel[r, r.start :], gradients[r], gradients[r.start :].T) for r in parts_of(rows, 8)]

    def run() -> None:
        for block, left, right in eighths:
            block.addmm_(left, right)

    return run


def parts_of(total: int, count: int) -> list[slice]:
    """So many slices of equal size that cover a range."""
    size = math.ceil(total / count)
    return [slice(start, min(start + size, total)) for start in range(0, total, size)]


def difference(weights: Weights, inputs: torch.Tensor, last_only: bool) -> float:
    """Relative difference from the Jacobian's kernel. Raises RuntimeError where it is more than rounding."""
    reference = by_jacobian(weights, inputs, last_only)
    found = float((ours(weights, inputs, last_only) - reference).norm() / reference.norm())
    if found > 1e-5:
        raise RuntimeError(f"the kernels differ by {found:.1e}")
    return found


def compare(rounds: int) -> list[timing.Result]:
    """Time and agreement at the size of figure 1."""
    shape = CHOICES
    weights, inputs = recurrent.initial_weights(shape), inputs_of(recurrent.choices(shape))
    peers = {
        "ours": lambda: ours(weights, inputs, shape.last_only),
        "products": structured_products(weights, shape),
        "jacobian": lambda: by_jacobian(weights, inputs, shape.last_only),
    }
    found = difference(weights, inputs, shape.last_only)
    times = timing.interleaved(peers, rounds)
    seconds = {peer: timing.median(times, peer) for peer in peers}
    rows = shape.trials * shape.steps * shape.outputs
    name = f"kernel {rows} × {rows}, {shape.units} units"
    measured = f"{seconds['ours']:.3f} s"
    jacobian = f"torch.func {seconds['jacobian']:.2f} s, relative difference {found:.0e}"
    floor = f"products alone {seconds['products']:.3f} s"
    return [
        timing.Result(name, measured, "time", seconds["ours"], "s", bound=0.1),
        timing.Result(name, measured, jacobian, timing.ratio(times, "jacobian", "ours"), bound=10, least=True),
        timing.Result(name, measured, floor, timing.ratio(times, "ours", "products")),
    ]


def compare_images(rounds: int) -> list[timing.Result]:
    """Time at the size of sMNIST, in the order by gradients; agreement for a few of the trials."""
    shape = IMAGES_PROBE
    weights, inputs = recurrent.initial_weights(shape), inputs_of(recurrent.images(shape))
    difference(weights, inputs[..., :10].contiguous(), shape.last_only)
    peers = {"ours": lambda: ours(weights, inputs, shape.last_only), "products": gradient_products(weights, shape)}
    times = timing.interleaved(peers, rounds)
    rows = shape.trials * shape.outputs
    return [
        timing.Result(
            f"kernel {rows} × {rows}, sMNIST",
            f"{timing.median(times, 'ours'):.2f} s",
            f"products alone {timing.median(times, 'products'):.2f} s",
            timing.ratio(times, "ours", "products"),
            bound=1.3,
        )
    ]


def measure_large(units: int) -> None:
    """Print peak memory and time of one kernel of a large network; run in a process of its own."""
    recurrent.prepare()
    shape = replace(CHOICES, units=units)
    weights, inputs = recurrent.initial_weights(shape), inputs_of(recurrent.choices(shape))
    seconds = timing.clock(lambda: ours(weights, inputs, shape.last_only))
    # Not getrusage, whose peak includes that of the process that started this one.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))[1]
    print(json.dumps({"seconds": seconds, "gigabytes": int(peak) * 1024 / 1e9}))


def large() -> timing.Result:
    """Peak memory at a size where the Jacobian would take more than 50 GB."""
    command = [sys.executable, __file__, "--large", str(LARGE)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    jacobian = CHOICES.trials * CHOICES.steps * CHOICES.outputs * LARGE**2 * 4 / 1e9
    name, measured = f"kernel, {LARGE} units", f"{found['gigabytes']:.2f} GB in all, {found['seconds']:.1f} s"
    return timing.Result(name, measured, f"Jacobian {jacobian:.0f} GB", found["gigabytes"], "GB", bound=2)


def main(rounds: int = 9) -> list[timing.Result]:
    """The sizes of figure 1 and of sMNIST, and the large one."""
    recurrent.prepare()
    return [*compare(rounds), *compare_images(min(rounds, 5)), large()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--large", type=int, metavar="UNITS", help="only measure one network of this size")
    arguments = parser.parse_args()
    if arguments.large:
        measure_large(arguments.large)
    else:
        timing.report(main(arguments.rounds))
