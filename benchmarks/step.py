"""One training step, against its matrix products alone and against the same network in plain autograd."""

import argparse
from collections.abc import Callable

import numpy as np
import recurrent
import timing
import torch
from recurrent import BATCH
from richlazy.networks.ensembles import cross_entropy
from richlazy.networks.recurrent.ensemble import Ensemble
from richlazy.networks.recurrent.weights import Weights
from richlazy.training.loop import Pool, Settings, select, train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.optimizers import StochasticGradientDescent

RATE, MOMENTUM = 0.003, 0.9
# name, hidden units, time steps, leak, training steps in a round (their minibatches are gathered at once)
CASES = (
    ("100 units", 100, 8, 1.0, 100),
    ("300 units", 300, 8, 1.0, 100),
    ("1000 units", 1000, 8, 1.0, 20),
    ("300 units, dt = 20 ms", 300, 40, 0.2, 20),
)


def order(pool: Pool) -> MinibatchOrder:
    """The order of minibatches: the same for all peers."""
    return MinibatchOrder(np.random.default_rng(2), len(pool.labels), BATCH)


class Ours:
    """The trainer's ensemble of one network with its optimiser, in inference mode as in training.loop."""

    @torch.inference_mode()
    def __init__(self, weights: Weights, pool: Pool, leak: float):
        one = Weights(*(w[None] for w in weights))
        self.ensemble = Ensemble(one, leak, pool.inputs.shape[2], BATCH, last_only=False)
        self.optimizer = StochasticGradientDescent(self.ensemble.parameters, self.ensemble.gradient, RATE, MOMENTUM)
        self.pool, self.order, self.one_hot = pool, order(pool), torch.eye(pool.classes)

    @torch.inference_mode()
    def run(self, steps: int) -> torch.Tensor:
        """Losses of the next steps; minibatches are gathered and losses taken as training.loop does."""
        indices = torch.from_numpy(self.order.take(steps))
        inputs = select(self.pool.inputs, indices).movedim(-3, -1).contiguous()
        targets = self.one_hot[select(self.pool.labels, indices)].transpose(-1, -3).flatten(-2).contiguous()
        logits = torch.empty_like(targets)
        for minibatch in zip(inputs, targets, logits, strict=True):
            self.ensemble.gradient_step(minibatch[0], minibatch[1], self.optimizer.keep, minibatch[2])
            self.optimizer.update()
        return cross_entropy(logits, targets)


class Autograd:
    """The same network as one writes it first: a loop over time, autograd, torch.optim."""

    def __init__(self, weights: Weights, pool: Pool, leak: float):
        self.weights = Weights(*(w.clone().requires_grad_() for w in weights))
        self.optimizer = torch.optim.SGD(self.weights, RATE, MOMENTUM)
        self.leak, self.classes, self.order = leak, pool.classes, order(pool)
        self.inputs, self.labels = pool.inputs.permute(0, 2, 1).contiguous(), pool.labels

    def run(self, steps: int) -> list[torch.Tensor]:
        """Losses of the next steps."""
        return [self._step(torch.from_numpy(indices)) for indices in self.order.take(steps)]

    def _step(self, indices: torch.Tensor) -> torch.Tensor:
        hidden, outputs, leak = torch.zeros(BATCH, len(self.weights.recurrent)), [], self.leak
        for inputs in self.inputs[indices].unbind(1):
            drive = inputs @ self.weights.input.T + hidden @ self.weights.recurrent.T
            hidden = torch.relu(drive if leak == 1 else (1 - leak) * hidden + leak * drive)
            outputs.append(hidden @ self.weights.output.T)
        logits = torch.stack(outputs, 1).reshape(-1, self.classes)
        loss = torch.nn.functional.cross_entropy(logits, self.labels[indices].flatten())
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.detach()


def repeat(action: Callable[[], object], times: int) -> Callable[[], None]:
    """Call `action` so many times."""

    def run() -> None:
        for _ in range(times):
            action()

    return run


def check_agreement(weights: Weights, pool: Pool, leak: float) -> None:
    """Raise unless both trainers lose alike on the first minibatches: they are the same network, data and optimiser."""
    losses = [torch.stack(tuple(peer(weights, pool, leak).run(5))) for peer in (Ours, Autograd)]
    torch.testing.assert_close(*losses, rtol=1e-4, atol=1e-5)


def trainer(weights: Weights, pool: Pool, leak: float, steps: int) -> Callable[[], object]:
    """A whole call of the public `train` for so many steps."""
    settings = Settings(
        "recurrent", leak, BATCH, "sgd", RATE, MOMENTUM, last_only=False, divergence_loss=1000, checkpoints=[0, steps]
    )
    one = Weights(*(w[None] for w in weights))
    minibatches = order(pool)
    return lambda: train(one, pool, [minibatches], settings, lambda *progress: None)


def compare(case: tuple, rounds: int) -> list[timing.Result]:
    """The rows of one case."""
    name, units, time_steps, leak, steps = case
    weights, pool = recurrent.initial_weights(units), recurrent.trials(time_steps)
    check_agreement(weights, pool, leak)
    ours, autograd = Ours(weights, pool, leak), Autograd(weights, pool, leak)
    peers = {
        "ours": lambda: ours.run(steps),
        "products": repeat(recurrent.products(units, time_steps), steps),
        "autograd": lambda: autograd.run(steps),
        "train": trainer(weights, pool, leak, steps),
    }
    times = timing.interleaved(peers, rounds)
    step = {peer: 1e3 * timing.median(times, peer) / steps for peer in peers}
    speed = recurrent.flops(units, time_steps) / step["products"] / 1e6
    measured = f"{step['ours']:.2f} ms"
    aimed = (units, time_steps) == (300, 8)
    return [
        timing.Result(
            f"step, {name}",
            measured,
            f"products alone {step['products']:.2f} ms ({speed:.0f} GFLOP/s)",
            timing.ratio(times, "ours", "products"),
            bound=1.25 if aimed else None,
        ),
        timing.Result(
            f"step, {name}",
            measured,
            f"autograd {step['autograd']:.2f} ms",
            timing.ratio(times, "autograd", "ours"),
            bound=2 if aimed else None,
            least=True,
        ),
        timing.Result(
            f"`train`, {name}",
            f"{1e3 / step['train']:.0f} steps/s",
            "products alone",
            timing.ratio(times, "train", "products"),
        ),
    ]


def main(rounds: int = 30) -> list[timing.Result]:
    """All cases."""
    recurrent.prepare()
    return [row for case in CASES for row in compare(case, rounds)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    timing.report(main(parser.parse_args().rounds))
