"""One training step, against its matrix products alone and against the same network in plain autograd."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import recurrent
import timing
import torch
from recurrent import IMAGES, Shape
from richlazy.learners.recurrent.ensemble import Ensemble
from richlazy.learners.recurrent.weights import Weights
from richlazy.objectives import cross_entropy
from richlazy.training import rules
from richlazy.training.block import Pool, select
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.optimizers.sgd import Optimizer
from richlazy.training.settings import Settings

RATE, MOMENTUM = 0.003, 0.9
# Learning rules beside the gradient, with the values of their parameters.
RULES = (
    ("rflo", {"feedback": "random"}),
    ("truncated", {"horizon": 1}),
    ("truncated", {"horizon": 4}),
    ("feedback_alignment", {"feedback": "random", "recurrent_feedback": "symmetric"}),
)


@dataclass(frozen=True)
class Case:
    """What is trained: `pool` draws its trials; `steps` are trained in a round, their minibatches gathered at once;
    the targets, where there are such: `most` times the products, `least` times faster than autograd."""

    name: str
    shape: Shape
    steps: int
    pool: Callable[[Shape], Pool] = recurrent.choices
    most: float | None = None
    least: float | None = None


CASES = (
    Case("100 units", Shape(units=100), 100),
    Case("300 units", Shape(), 100, most=1.25, least=2),
    Case("1000 units", Shape(units=1000), 20),
    Case("300 units, dt = 20 ms", Shape(steps=40, leak=0.2), 20, most=1.25),
    Case("300 units, sMNIST", IMAGES, 5, recurrent.images, most=1.25),
)


def order(pool: Pool, shape: Shape) -> MinibatchOrder:
    """The order of minibatches: the same for all peers."""
    return MinibatchOrder(np.random.default_rng(2), len(pool.targets), shape.batch)


class Ours:
    """The trainer's ensemble of one network with rule and optimiser, in inference mode as in training.loop."""

    @torch.inference_mode()
    def __init__(self, weights: Weights, pool: Pool, shape: Shape, rule: str = "gradient", values: dict | None = None):
        one = Weights(*(w[None] for w in weights))
        self.ensemble = Ensemble(one, shape.leak, shape.steps, shape.batch, shape.last_only)
        self.optimizer = Optimizer(self.ensemble.parameters, self.ensemble.gradient, RATE, MOMENTUM)
        self.rule = rules.registry.find(rule).Rule(self.ensemble, [0], **(values or {}))
        self.order, self.one_hot = order(pool, shape), torch.eye(pool.classes)
        self.inputs, self.labels = pool.inputs, scored(pool, shape)

    @torch.inference_mode()
    def run(self, steps: int) -> torch.Tensor:
        """Losses of the next steps; minibatches are gathered and losses taken as training.loop does."""
        indices = torch.from_numpy(self.order.take(steps))
        inputs = select(self.inputs, indices).movedim(-3, -1).contiguous()
        targets = self.one_hot[select(self.labels, indices)].transpose(-1, -3).flatten(-2).contiguous()
        logits = torch.empty_like(targets)
        error, scale = self.ensemble.output_error, 1 / targets.shape[-1]
        for shown, target, found in zip(inputs, targets, logits, strict=True):
            self.ensemble.forward(shown, found)
            cross_entropy.output_error(found, target, error)
            self.rule.step(self.optimizer.keep, scale)
            self.optimizer.update()
        return cross_entropy.loss(logits, targets)


class Autograd:
    """The same network as one writes it first: a loop over time, autograd, torch.optim."""

    def __init__(self, weights: Weights, pool: Pool, shape: Shape):
        self.weights = Weights(*(w.clone().requires_grad_() for w in weights))
        self.optimizer = torch.optim.SGD(self.weights, RATE, MOMENTUM)
        self.shape, self.order = shape, order(pool, shape)
        self.inputs, self.labels = pool.inputs.permute(0, 2, 1).contiguous(), scored(pool, shape)

    def run(self, steps: int) -> list[torch.Tensor]:
        """Losses of the next steps."""
        return [self._step(torch.from_numpy(indices)) for indices in self.order.take(steps)]

    def _step(self, indices: torch.Tensor) -> torch.Tensor:
        shape, leak, activity = self.shape, self.shape.leak, []
        hidden = torch.zeros(shape.batch, shape.units)
        for inputs in self.inputs[indices].unbind(1):
            drive = inputs @ self.weights.input.T + hidden @ self.weights.recurrent.T
            hidden = torch.relu(drive if leak == 1 else (1 - leak) * hidden + leak * drive)
            activity.append(hidden)
        read = torch.stack(activity[-1:] if shape.last_only else activity, 1)
        logits = (read @ self.weights.output.T).reshape(-1, shape.outputs)
        loss = torch.nn.functional.cross_entropy(logits, self.labels[indices].flatten())
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.detach()


def scored(pool: Pool, shape: Shape) -> torch.Tensor:
    """Labels of the steps that are scored, [trial, time]."""
    return pool.targets[:, -1:] if shape.last_only else pool.targets


def repeat(action: Callable[[], object], times: int) -> Callable[[], None]:
    """Call `action` so many times."""

    def run() -> None:
        for _ in range(times):
            action()

    return run


def check_agreement(weights: Weights, pool: Pool, shape: Shape) -> None:
    """Raise unless both trainers lose alike on the first minibatches: they are the same network, data and optimiser."""
    losses = [torch.stack(tuple(peer(weights, pool, shape).run(5))) for peer in (Ours, Autograd)]
    torch.testing.assert_close(*losses, rtol=1e-4, atol=1e-5)


def trainer(weights: Weights, pool: Pool, shape: Shape, steps: int) -> Callable[[], object]:
    """A whole call of the public `train` for so many steps."""
    values = {"learning_rate": RATE, "momentum": MOMENTUM}
    settings = Settings(
        "recurrent", shape.leak, shape.batch, [0, steps], values, last_only=shape.last_only, divergence_loss=1000
    )
    one = Weights(*(w[None] for w in weights))
    minibatches = order(pool, shape)
    return lambda: train(one, pool, [minibatches], settings, lambda *progress: None)


def compare(case: Case, rounds: int) -> list[timing.Result]:
    """The rows of one case."""
    name, shape, steps = case.name, case.shape, case.steps
    weights, pool = recurrent.initial_weights(shape), case.pool(shape)
    check_agreement(weights, pool, shape)
    ours, autograd = Ours(weights, pool, shape), Autograd(weights, pool, shape)
    peers = {
        "ours": lambda: ours.run(steps),
        "products": repeat(recurrent.products(shape), steps),
        "autograd": lambda: autograd.run(steps),
        "train": trainer(weights, pool, shape, steps),
    }
    times = timing.interleaved(peers, rounds)
    step = {peer: 1e3 * timing.median(times, peer) / steps for peer in peers}
    speed = recurrent.flops(shape) / step["products"] / 1e6
    measured = f"{step['ours']:.2f} ms"
    return [
        timing.Result(
            f"step, {name}",
            measured,
            f"products alone {step['products']:.2f} ms ({speed:.0f} GFLOP/s)",
            timing.ratio(times, "ours", "products"),
            bound=case.most,
        ),
        timing.Result(
            f"step, {name}",
            measured,
            f"autograd {step['autograd']:.2f} ms",
            timing.ratio(times, "autograd", "ours"),
            bound=case.least,
            least=True,
        ),
        timing.Result(
            f"`train`, {name}",
            f"{1e3 / step['train']:.0f} steps/s",
            "products alone",
            timing.ratio(times, "train", "products"),
        ),
    ]


def compare_rules(rounds: int, steps: int = 100) -> list[timing.Result]:
    """A step of every rule against one of back-propagation through time, with 300 units."""
    shape = Shape()
    weights, pool = recurrent.initial_weights(shape), recurrent.choices(shape)
    names = {f"{rule} {' '.join(map(str, values.values()))}": (rule, values) for rule, values in RULES}
    made = {"gradient": Ours(weights, pool, shape)}
    made |= {name: Ours(weights, pool, shape, *chosen) for name, chosen in names.items()}
    times = timing.interleaved({name: lambda one=one: one.run(steps) for name, one in made.items()}, rounds)
    step = {name: 1e3 * timing.median(times, name) / steps for name in made}
    return [
        timing.Result(
            f"step, {name}",
            f"{step[name]:.2f} ms",
            f"gradient {step['gradient']:.2f} ms",
            timing.ratio(times, name, "gradient"),
        )
        for name in names
    ]


def main(rounds: int = 30) -> list[timing.Result]:
    """All cases, then the learning rules."""
    recurrent.prepare()
    return [row for case in CASES for row in compare(case, rounds)] + compare_rules(rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    timing.report(main(parser.parse_args().rounds))
