"""Eight networks of the study `sgd_noise` trained together, each on minibatches of its own, against a plain loop.

All are trained as the study does: hinge loss of centred outputs, minibatches of 16, SGD without momentum. The plain
loop takes one network after the other in PyTorch: it gathers a minibatch, makes the loss, its gradient, and an update.
The floor is what no way of doing the same goes without: of every matrix its product with what it multiplies, for the
outputs, for the gradient of the matrix, and for that of what it multiplies, where that has one.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import recurrent
import timing
import torch
from richlazy import learners
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

NETWORKS, INPUTS, TRIALS, BATCH, ALPHA = 8, 64, 256, 16, 8.0
TEMPERATURE = 2.0**-5


@dataclass(frozen=True)
class Case:
    """`least`: by how much training together should be faster than the plain loop."""

    layers: int
    width: int
    steps: int
    least: float

    @property
    def name(self) -> str:
        """What is trained."""
        return f"{NETWORKS} networks of {self.layers} layers of {self.width} units"

    @property
    def rate(self) -> float:
        """Learning rate of the temperature."""
        return TEMPERATURE * BATCH * self.width


CASES = (Case(2, 32, 200, 4), Case(2, 64, 200, 4), Case(5, 128, 50, 2))


class Material:
    """What both train from: architecture, weights, one pool of trials for each network, and orders of minibatches."""

    def __init__(self, case: Case):
        self.case, parts = case, learners.parts("relu_mlp")
        values = {"learner": "relu_mlp", "mlp_layers": case.layers, "mlp_width": case.width, "mlp_rank": 0}
        self.architecture = parts.find("architecture").architecture(values, INPUTS, 1)
        self.weights = parts.find("weights").initial_weights(None, range(NETWORKS), INPUTS, 1, self.architecture)
        generator = torch.Generator().manual_seed(1)
        self.inputs = torch.randn((NETWORKS, TRIALS, INPUTS, 1), generator=generator)
        self.labels = torch.randint(2, (NETWORKS, TRIALS, 1), generator=generator)

    def orders(self) -> list[MinibatchOrder]:
        """Orders of minibatches from their beginning."""
        return [MinibatchOrder(np.random.default_rng(seed), TRIALS, BATCH) for seed in range(NETWORKS)]


def together(material: Material) -> list[torch.Tensor]:
    """Train all by the training loop; their weights [network, ...] at the end."""
    case = material.case
    settings = Settings(
        "relu_mlp",
        material.architecture,
        BATCH,
        [0, case.steps],
        {"learning_rate": case.rate, "momentum": 0.0},
        objective="hinge",
        alpha=ALPHA,
        centre=True,
        divergence_loss=1e30,
    )
    pool = Pool(material.inputs, material.labels, 2)
    history = train(material.weights, pool, material.orders(), settings, lambda *_: None)
    return [values[:, -1] for values in history.weights]


def one_by_one(material: Material) -> list[torch.Tensor]:
    """Train them by the plain loop."""
    case, trained = material.case, []
    for number, order in enumerate(material.orders()):
        network = material.architecture.build(number)
        with torch.no_grad():
            for values, given in zip(network.parameters(), material.weights, strict=True):
                values.copy_(given[number])
        optimizer = torch.optim.SGD(network.parameters(), case.rate)
        inputs, targets = material.inputs[number].mT, 2.0 * material.labels[number] - 1
        with torch.no_grad():
            initial = network(inputs)[..., 0]
        for trials in torch.from_numpy(order.take(case.steps)):
            outputs = network(inputs[trials])[..., 0] - initial[trials]
            loss = (1 - ALPHA * targets[trials] * outputs).clamp_min(0).mean() / ALPHA
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        trained.append([values.detach() for values in network.parameters()])
    return [torch.stack(values) for values in zip(*trained, strict=True)]


def products(case: Case, networks: int) -> Callable[[], None]:
    """The matrix products of the steps of so many networks, stacked, into arrays that are there already."""
    sizes = [INPUTS] + [case.width] * case.layers + [1]
    calls = []
    for layer, (pre, post) in enumerate(zip(sizes, sizes[1:], strict=False)):
        shown, matrix, back = (torch.randn(networks, *two) for two in ((BATCH, pre), (pre, post), (BATCH, post)))
        pairs = [(shown, matrix), (shown.mT, back), *([(back, matrix.mT)] if layer else [])]
        calls += [(*pair, pair[0] @ pair[1]) for pair in pairs]

    def multiply() -> None:
        for _ in range(case.steps):
            for left, right, out in calls:
                torch.bmm(left, right, out=out)

    return multiply


def one_by_one_products(case: Case) -> Callable[[], None]:
    """The same, one network after the other."""
    multiply = products(case, 1)
    return lambda: [multiply() for _ in range(NETWORKS)] and None


def compare(case: Case, rounds: int) -> list[timing.Result]:
    """The rows of one case."""
    material = Material(case)
    for found, expected in zip(together(material), one_by_one(material), strict=True):
        torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-3)
    peers = {
        "together": lambda: together(material),
        "plain": lambda: one_by_one(material),
        "products": products(case, NETWORKS),
        "products one by one": one_by_one_products(case),
    }
    times = timing.interleaved(peers, rounds)
    step = {name: f"{1e3 * timing.median(times, name) / case.steps / NETWORKS:.3f} ms" for name in peers}
    name, measured = f"{case.name}, a network and step", step["together"]
    floor, apart = (timing.ratio(times, one, "products") for one in ("together", "plain"))
    return [
        timing.Result(
            name, measured, f"plain {step['plain']}", timing.ratio(times, "plain", "together"), "×", case.least, True
        ),
        timing.Result(name, measured, f"its matrix products alone, {step['products']}", floor),
        timing.Result(name, f"plain {step['plain']}", "the same products, the most that it could be faster", apart),
        timing.Result(
            name,
            f"products one by one {step['products one by one']}",
            f"stacked {step['products']}",
            timing.ratio(times, "products one by one", "products"),
        ),
    ]


def main(rounds: int = 9) -> list[timing.Result]:
    """All cases, on one thread."""
    recurrent.prepare()
    return [row for case in CASES for row in compare(case, rounds)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    timing.report(main(parser.parse_args().rounds))
