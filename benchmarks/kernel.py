"""One tangent kernel of 32 trials, against a Jacobian by torch.func and against its matrix products alone."""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import recurrent
import timing
import torch
from richlazy.kernels import tangent_kernels
from richlazy.networks.recurrent.kernel import kernel_factors
from richlazy.networks.recurrent.weights import Weights

TRIALS, STEPS, UNITS, LARGE = 32, 8, 300, 4096
MEMORY = 1e9  # bytes for temporaries, the default of machine.kernel_memory


def probe() -> torch.Tensor:
    """Inputs of the probe trials, [input, time, trial]."""
    return recurrent.trials(STEPS, TRIALS).inputs.permute(1, 2, 0).contiguous()


def ours(weights: Weights, inputs: torch.Tensor) -> torch.Tensor:
    """The kernel with respect to W_h, made as measures/snapshot.py does; rows are ordered (step, output, trial)."""
    (kernel,) = tangent_kernels(lambda part: kernel_factors(weights, inputs[..., part], 1.0, False)[:1], TRIALS, MEMORY)
    return kernel


def by_jacobian(weights: Weights, inputs: torch.Tensor) -> torch.Tensor:
    """J Jᵀ with PyTorch's own means: reverse mode for the outputs of one trial, mapped over trials."""

    def outputs(matrix: torch.Tensor, trial: torch.Tensor) -> torch.Tensor:
        hidden, seen = torch.zeros(len(matrix)), []
        for step in trial.unbind(1):
            hidden = torch.relu(weights.input @ step + matrix @ hidden)
            seen.append(weights.output @ hidden)
        return torch.stack(seen)

    jacobian = torch.func.vmap(torch.func.jacrev(outputs), in_dims=(None, 2), out_dims=2)(weights.recurrent, inputs)
    flat = jacobian.flatten(3).flatten(0, 2)
    return flat @ flat.T


def products(weights: Weights) -> Callable[[], None]:
    """The matrix products of the structured order alone: forward, backward, and those of every pair of steps."""
    units, outputs = len(weights.recurrent), len(weights.output)
    hidden = list(torch.rand(STEPS, TRIALS, units))
    columns = list(torch.rand(STEPS, units, TRIALS))
    deltas = [torch.rand(outputs * (STEPS - step) * TRIALS, units) for step in range(STEPS)]
    after = list(zip(deltas[1:], [torch.empty_like(delta) for delta in deltas[1:]], strict=True))
    pairs = [(s, r) for s in range(1, STEPS) for r in range(s, STEPS)]
    overlap = torch.empty(TRIALS, TRIALS)
    blocks = [torch.empty(len(deltas[s]), len(deltas[r])) for s, r in pairs]

    def run() -> None:
        for t in range(1, STEPS):
            torch.mm(weights.recurrent, columns[t - 1], out=columns[t])
        for delta, arriving in after:
            torch.mm(delta, weights.recurrent, out=arriving)
        for (s, r), block in zip(pairs, blocks, strict=True):
            torch.mm(hidden[s], hidden[r].T, out=overlap)
            torch.mm(deltas[s], deltas[r].T, out=block)

    return run


def compare(rounds: int) -> list[timing.Result]:
    """Time and agreement at the paper's size."""
    weights, inputs = recurrent.initial_weights(UNITS), probe()
    reference = by_jacobian(weights, inputs)
    difference = float((ours(weights, inputs) - reference).norm() / reference.norm())
    if difference > 1e-5:
        raise RuntimeError(f"the kernels differ by {difference:.1e}")
    peers = {
        "ours": lambda: ours(weights, inputs),
        "products": products(weights),
        "jacobian": lambda: by_jacobian(weights, inputs),
    }
    times = timing.interleaved(peers, rounds)
    seconds = {peer: timing.median(times, peer) for peer in peers}
    rows = len(reference)
    name = f"kernel {rows} × {rows}, {UNITS} units"
    measured = f"{seconds['ours']:.3f} s"
    jacobian = f"torch.func {seconds['jacobian']:.2f} s, relative difference {difference:.0e}"
    floor = f"products alone {seconds['products']:.3f} s"
    return [
        timing.Result(name, measured, "time", seconds["ours"], "s", bound=0.1),
        timing.Result(name, measured, jacobian, timing.ratio(times, "jacobian", "ours"), bound=10, least=True),
        timing.Result(name, measured, floor, timing.ratio(times, "ours", "products")),
    ]


def measure_large(units: int) -> None:
    """Print peak memory and time of one kernel of a large network; run in a process of its own."""
    recurrent.prepare()
    weights, inputs = recurrent.initial_weights(units), probe()
    seconds = timing.clock(lambda: ours(weights, inputs))
    # Not getrusage, whose peak includes that of the process that started this one.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))[1]
    print(json.dumps({"seconds": seconds, "gigabytes": int(peak) * 1024 / 1e9}))


def large() -> timing.Result:
    """Peak memory at a size where the Jacobian would take more than 50 GB."""
    command = [sys.executable, __file__, "--large", str(LARGE)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    jacobian = TRIALS * STEPS * recurrent.OUTPUTS * LARGE**2 * 4 / 1e9
    name, measured = f"kernel, {LARGE} units", f"{found['gigabytes']:.2f} GB in all, {found['seconds']:.1f} s"
    return timing.Result(name, measured, f"Jacobian {jacobian:.0f} GB", found["gigabytes"], "GB", bound=2)


def main(rounds: int = 9) -> list[timing.Result]:
    """The paper's size and the large one."""
    recurrent.prepare()
    return [*compare(rounds), large()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--large", type=int, metavar="UNITS", help="only measure one network of this size")
    arguments = parser.parse_args()
    if arguments.large:
        measure_large(arguments.large)
    else:
        timing.report(main(arguments.rounds))
