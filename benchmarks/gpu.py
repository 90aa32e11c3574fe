"""Training on one GPU: a step against the size of the ensemble, trainings that share it, the kernel, the whole paper.

Not part of run.py, which is for machines without a GPU.
"""

import argparse
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.synchronize import Barrier

import kernel
import numpy as np
import recurrent
import timing
import torch
from recurrent import Shape
from richlazy import learners
from richlazy.contracts.artefact import Artefact
from richlazy.contracts.schema import load_yaml
from richlazy.contracts.studies import with_studies
from richlazy.data.tables import is_table, table_steps
from richlazy.learners.recurrent.ensemble import Ensemble
from richlazy.learners.recurrent.weights import Weights
from richlazy.objectives import cross_entropy
from richlazy.planning.project import read_project
from richlazy.training.block import Block, Pool
from richlazy.training.device import choose_device, describe, use_precision
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.optimizers.sgd import Optimizer
from richlazy.training.replay import repeatable
from richlazy.training.settings import Settings

NETWORKS, SHARING = (1, 4, 16, 64, 256, 1024), (1, 2, 4, 8)
STEPS, ROUNDS, SIDE = 100, 9, 8192
QUICK = {"networks": (1, 4), "sharing": (1, 2), "steps": 2, "rounds": 1, "side": 256}
# What trials of a task show, as far as it matters to the time: channels and classes.
ROWS_OF_IMAGES, OTHERS = (28, 10), (3, 3)


def finish(device: torch.device) -> None:
    """Wait until a GPU has done all that it was asked for."""
    if device.type == "cuda":
        torch.cuda.synchronize()


def done(action: Callable[[], object], device: torch.device) -> Callable[[], None]:
    """The action to its end, which on a GPU comes later than the call."""
    return lambda: (action(), finish(device))[1]


def ensemble_walk(shape: Shape, count: int, steps: int, device: torch.device) -> Callable[[int], None]:
    """Steps of so many networks on minibatches that are loaded already, as `training.loop` walks them."""
    pool = recurrent.choices(shape)
    pool = Pool(pool.inputs.to(device), pool.targets.to(device), pool.classes)
    weights = Weights(*(w.to(device).expand(count, *w.shape) for w in recurrent.initial_weights(shape)))
    ensemble = Ensemble(weights, shape.leak, shape.steps, shape.batch, shape.last_only)
    optimizer = Optimizer(ensemble.parameters, ensemble.gradient, 0.003, 0.9)
    block = Block(pool, cross_entropy, range(count), steps, shape.batch, shape.last_only)
    block.load(np.random.default_rng(0).integers(shape.trials, size=(steps, count, shape.batch)))

    def walk(steps: int) -> None:
        error = ensemble.output_error
        for inputs, targets, outputs, _ in block.minibatches[:steps]:
            ensemble.forward(inputs, outputs)
            cross_entropy.output_error(outputs, targets, error)
            ensemble.backward(optimizer.keep, 1 / error.shape[-1])
            optimizer.update()

    return walk


def products(shape: Shape, count: int, device: torch.device) -> Callable[[int], None]:
    """The batched matrix products that such steps cannot do without (those of recurrent.products)."""
    units, steps, batch = shape.units, shape.steps, shape.batch
    weights = torch.randn(count, units, units, device=device) / units**0.5
    hidden, delta = (list(torch.rand(steps, count, units, batch, device=device)) for _ in range(2))
    errors, activity = torch.rand(2, count, units, (steps - 1) * batch, device=device)
    gradient, transposed, activity = torch.empty_like(weights), weights.mT, activity.mT

    def multiply(times: int) -> None:
        for _ in range(times):
            for t in range(1, steps):
                torch.bmm(weights, hidden[t - 1], out=hidden[t])
            for t in range(steps - 1, 0, -1):
                torch.bmm(transposed, delta[t], out=delta[t - 1])
            torch.bmm(errors, activity, out=gradient)

    return multiply


def compare_step(count: int, steps: int, rounds: int, peak: float, device: torch.device) -> list[timing.Result]:
    """The rows of one size of the ensemble; peak: FLOP/s of one large product."""
    shape = Shape(trials=20_000)
    walk, multiply = ensemble_walk(shape, count, steps, device), products(shape, count, device)
    replayed, bare = repeatable(walk, device), repeatable(multiply, device)
    replayed(steps), bare(steps)  # the next call, which warms up, is recorded
    peers = {"ours": lambda: replayed(steps), "eager": lambda: walk(steps), "products": lambda: bare(steps)}
    times = timing.interleaved({name: done(peer, device) for name, peer in peers.items()}, rounds)
    step = {name: timing.median(times, name) / steps for name in peers}
    name, measured = f"step, {count} networks of 300 units", f"{1e3 * step['ours']:.3f} ms"
    speed = count * recurrent.flops(shape) / step["ours"]
    floor, eager = f"products alone {1e3 * step['products']:.3f} ms", f"step by step {1e3 * step['eager']:.3f} ms"
    return [
        timing.Result(name, measured, floor, timing.ratio(times, "ours", "products")),
        timing.Result(name, measured, f"a peak of {peak / 1e12:.2f} TFLOP/s", 100 * speed / peak, "%"),
        timing.Result(name, measured, eager, timing.ratio(times, "eager", "ours")),
    ]


def share(device: torch.device, steps: int, blocks: int, start: Barrier) -> float:
    """Seconds of a step in one of several processes that train ten networks each, and begin together."""
    recurrent.prepare()
    use_precision("float32", device)
    with torch.inference_mode():
        replayed = repeatable(ensemble_walk(Shape(trials=20_000), 10, steps, device), device)
        replayed(steps), replayed(steps)
        finish(device)
        start.wait()
        return timing.clock(done(lambda: [replayed(steps) for _ in range(blocks)], device)) / (steps * blocks)


def compare_sharing(counts: tuple[int, ...], steps: int, blocks: int, device: torch.device) -> Iterator[timing.Result]:
    """What trainings lose that share a device: each process is one, as the jobs of the pipeline are."""
    alone, context = 0.0, multiprocessing.get_context("spawn")
    for count in counts:
        with context.Manager() as manager, context.Pool(count) as processes:
            start = manager.Barrier(count)
            seconds = max(processes.starmap(share, [(device, steps, blocks, start)] * count, chunksize=1))
        alone = alone or seconds
        yield timing.Result(
            f"{count} trainings of 10 networks at once",
            f"{1e3 * seconds:.3f} ms a step, {1e3 * seconds / count:.3f} ms a training",
            f"one alone {1e3 * alone:.3f} ms",
            count * alone / seconds,
            "times as many steps",
        )


def product_peak(side: int, rounds: int, device: torch.device) -> float:
    """FLOP/s of a large square product in float32: what the device can do."""
    left, right, result = torch.rand(3, side, side, device=device)
    times = timing.interleaved({"product": done(lambda: torch.mm(left, right, out=result), device)}, rounds)
    return 2 * side**3 / timing.median(times, "product")


def compare_kernel(rounds: int, device: torch.device) -> timing.Result:
    """The kernel of figure 1, on the device and on one thread of the CPU."""
    shape = kernel.CHOICES
    weights, inputs = recurrent.initial_weights(shape), kernel.inputs_of(recurrent.choices(shape))
    there, shown = Weights(*(w.to(device) for w in weights)), inputs.to(device)
    peers = {
        "ours": done(lambda: kernel.ours(there, shown, shape.last_only), device),
        "cpu": lambda: kernel.ours(weights, inputs, shape.last_only),
    }
    times = timing.interleaved(peers, rounds)
    measured, peer = (f"{timing.median(times, name):.4f} s" for name in ("ours", "cpu"))
    return timing.Result(
        "kernel 768 × 768, 300 units", measured, f"one thread {peer}", timing.ratio(times, "cpu", "ours")
    )


def shape_of(artefact: Artefact) -> dict[str, object]:
    """What the time of a step depends on, by parameter, with the sizes of a trial and the number of networks."""
    kept = ("learner", "activation", "truncated_layers", "hidden", "depth", "batch", "optimizer", "output_steps", "dt")
    kept += ("tau", "trained_weights", "tracked")
    parameters, task = artefact.parameters, artefact.parameters["task_definition"]
    images = task["environment"] == "SequentialMNIST"
    time = table_steps(task) if is_table(task) else Shape().steps
    return {key: parameters[key] for key in kept if key in parameters} | {
        "time": time,
        "sizes": ROWS_OF_IMAGES if images else OTHERS,
        "networks": len(artefact.seeds),
    }


def seconds_a_step(shape: Mapping, steps: int, device: torch.device) -> float:
    """Seconds of a step of such a training, in a call of the public `train` after one that warms up."""
    network, (inputs, classes) = learners.parts(shape["learner"]), shape["sizes"]
    seeds, units, generator = range(shape["networks"]), shape["hidden"], np.random.default_rng(0)
    matrices = (
        generator.standard_normal((len(seeds), shape.get("depth", 1), units, units)).astype(np.float32) / units**0.5
    )
    architecture = network.find("architecture").architecture(shape, inputs, classes)
    initial = network.find("weights").initial_weights(matrices, seeds, inputs, classes, architecture)
    weights = initial._make(w.to(device) for w in initial)
    trials = 10 * shape["batch"]
    shown = torch.rand((trials, inputs, shape["time"]), device=device)
    pool = Pool(shown, torch.randint(classes, (trials, shape["time"]), device=device), classes)
    settings = Settings(
        learner=shape["learner"],
        architecture=architecture,
        last_only=shape["output_steps"] == "last",
        after_update=[shape["tracked"]] if shape["tracked"] != "none" else [],
        values={"learning_rate": 1e-6, "momentum": 0.9},
        checkpoints=[0, steps],
        **{key: shape[key] for key in ("batch", "optimizer", "trained_weights")},
    )
    orders = [MinibatchOrder(generator, trials, shape["batch"]) for _ in seeds]
    action = done(lambda: train(weights, pool, orders, settings, lambda *progress: None), device)
    action()
    return timing.clock(action) / steps


def project_paper(steps: int, most: int | None, device: torch.device) -> timing.Result:
    """Time of all trainings of the paper's config one after the other: steps × the time measured for their shape.

    A projection, in which no network diverges; `most`: how many shapes to measure, None for all.
    """
    plan = read_project(with_studies(load_yaml(timing.ROOT / "config" / "config.yaml")), timing.ROOT).plan
    total: dict[tuple, int] = {}
    for artefact in plan.artefacts["train"].values():
        key = tuple(shape_of(artefact).items())
        total[key] = total.get(key, 0) + artefact.parameters["steps"]
    chosen = list(total)[:most]
    seconds = sum(total[key] * seconds_a_step(dict(key), steps, device) for key in chosen)
    name = f"trainings of the paper, projected from {len(chosen)} of {len(total)} shapes"
    count = len(plan.artefacts["train"])
    return timing.Result(name, f"{seconds / 60:.1f} min", f"{count} trainings, one at a time", seconds / 60, "min")


def measure(device: torch.device, quick: bool) -> Iterator[timing.Result]:
    """Row after row; `quick` only shows that all work."""
    counts, sharing, steps, rounds, side = QUICK.values() if quick else (NETWORKS, SHARING, STEPS, ROUNDS, SIDE)
    recurrent.prepare()
    use_precision("float32", device)
    with torch.inference_mode():
        peak = product_peak(side, rounds, device)
        for count in counts:
            yield from compare_step(count, steps, rounds, peak, device)
        yield compare_kernel(rounds, device)
    yield from compare_sharing(sharing, steps, 1 if quick else 100, device)
    yield project_paper(steps if quick else 10 * steps, 2 if quick else None, device)


def main(device: torch.device, quick: bool) -> list[timing.Result]:
    """All rows, each told when it is there."""
    rows = []
    for row in measure(device, quick):
        print(*row.cells()[:4], sep=" | ", file=sys.stderr, flush=True)
        rows.append(row)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--quick", action="store_true", help="few and small: shows that all work, tells no times")
    arguments = parser.parse_args()
    if arguments.device == "cuda" and not torch.cuda.is_available():
        sys.exit("no CUDA device: this machine shows none; `--device cpu --quick` shows that the benchmark works")
    device = choose_device(arguments.device)
    timing.report(main(device, arguments.quick))
    print(", ".join(describe(device).values()))
    print("The paper itself: snakemake --cores all; results/benchmarks/train has the seconds of every training.")
