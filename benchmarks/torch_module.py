"""The autograd door: a training step and a kernel, against the learner written out and the usual way in PyTorch.

All peers train the same networks on the same minibatches: the gradient of the cross-entropy, and an update with
momentum. The plain loop takes one network after the other, each with an optimiser of its own.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import kernel
import recurrent
import timing
import torch
from recurrent import Shape
from richlazy.learners.recurrent.ensemble import Ensemble as WrittenOut
from richlazy.learners.recurrent.weights import Weights
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.ensemble import Ensemble as Door
from richlazy.learners.torch_module.kernel import tangent_kernels
from richlazy.learners.torch_module.weights import kind
from richlazy.objectives import cross_entropy
from richlazy.training.optimizers.sgd import Optimizer
from torch import nn

RATE, MOMENTUM = 0.003, 0.9


class Recurrent(nn.Module):
    """The recurrent network as one writes it first."""

    def __init__(self, inputs: int, outputs: int, units: int):
        super().__init__()
        self.recurrent = nn.Linear(units, units, bias=False)
        self.input = nn.Linear(inputs, units, bias=False)
        self.output = nn.Linear(units, outputs, bias=False)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output]."""
        hidden, activity = inputs.new_zeros(len(inputs), self.recurrent.in_features), []
        for shown in inputs.unbind(1):
            hidden = torch.relu(self.input(shown) + self.recurrent(hidden))
            activity.append(hidden)
        return self.output(torch.stack(activity, 1))


class Transformer(nn.Module):
    """Two causal layers of attention with one head, layer norm, and a linear read-out."""

    def __init__(self, inputs: int, outputs: int, units: int):
        super().__init__()
        self.embedding = nn.Linear(inputs, units)
        self.layers = nn.ModuleList(
            nn.ModuleList([nn.LayerNorm(units), *(nn.Linear(units, units, bias=False) for _ in range(4))])
            for _ in range(2)
        )
        self.output = nn.Linear(units, outputs)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output]."""
        stream, steps = self.embedding(inputs), inputs.shape[1]
        hidden = torch.ones(steps, steps, dtype=torch.bool, device=inputs.device).triu(1)
        for norm, query, key, value, out in self.layers:
            seen = norm(stream)
            scores = query(seen) @ key(seen).mT / stream.shape[-1] ** 0.5
            stream = stream + out(scores.masked_fill(hidden, -torch.inf).softmax(-1) @ value(seen))
        return self.output(stream)


@dataclass(frozen=True)
class Case:
    """`network`: its class; `networks`: how many train side by side; `steps`: updates in a round."""

    name: str
    network: type[nn.Module]
    shape: Shape
    networks: int
    steps: int
    written_out: bool = True


CASES = (
    Case("recurrent, 64 units, 8 networks", Recurrent, Shape(units=64), 8, 20),
    Case("recurrent, 300 units, 1 network", Recurrent, Shape(), 1, 10),
    Case("recurrent, 300 units, 4 networks", Recurrent, Shape(), 4, 5),
    Case(
        "transformer, 64 units, 3 networks", Transformer, Shape(units=64, steps=9, inputs=32, outputs=32), 3, 10, False
    ),
)


def material(case: Case) -> tuple[Architecture, tuple, torch.Tensor, torch.Tensor]:
    """Architecture, weights [network, ...], and minibatches: inputs [network, input, time, trial], one-hot targets."""
    shape = case.shape
    architecture = Architecture(
        SimpleNamespace(Network=case.network, __file__=__file__), {"units": shape.units}, shape.inputs, shape.outputs
    )
    drawn = [architecture.build(seed).parameters() for seed in range(case.networks)]
    weights = kind(architecture)(*(torch.stack(values).detach() for values in zip(*drawn, strict=True)))
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((case.networks, shape.inputs, shape.steps, shape.batch), generator=generator)
    labels = torch.randint(shape.outputs, (case.networks, shape.steps * shape.batch), generator=generator)
    return architecture, weights, inputs, cross_entropy.targets(labels, shape.outputs)


class Stacked:
    """An ensemble with its optimiser, as training.loop uses them."""

    def __init__(self, ensemble, mode, inputs: torch.Tensor, targets: torch.Tensor):
        self.ensemble, self.mode = ensemble, mode
        single = ensemble.networks == 1
        self.inputs, self.targets = (inputs[0], targets[0]) if single else (inputs, targets)
        self.outputs = torch.empty_like(self.targets)
        self.optimizer = Optimizer(ensemble.parameters, ensemble.gradient, learning_rate=RATE, momentum=MOMENTUM)

    def run(self, steps: int) -> None:
        """Make so many updates."""
        ensemble = self.ensemble
        with self.mode():
            for _ in range(steps):
                ensemble.forward(self.inputs, self.outputs)
                cross_entropy.output_error(self.outputs, self.targets, ensemble.output_error)
                ensemble.backward(self.optimizer.keep, 1 / self.targets.shape[-1])
                self.optimizer.update()


class Plain:
    """One network after the other: autograd and torch.optim."""

    def __init__(self, case: Case, architecture: Architecture, weights: tuple, inputs, targets):
        self.networks, self.optimizers = [], []
        for number in range(case.networks):
            network = architecture.build(number)
            with torch.no_grad():
                for values, given in zip(network.parameters(), weights, strict=True):
                    values.copy_(given[number])
            self.networks.append(network)
            self.optimizers.append(torch.optim.SGD(network.parameters(), RATE, MOMENTUM))
        self.inputs = inputs.permute(0, 3, 2, 1).contiguous()
        self.labels = targets.argmax(1)

    def run(self, steps: int) -> None:
        """Make so many updates of every network."""
        for _ in range(steps):
            peers = zip(self.networks, self.optimizers, self.inputs, self.labels, strict=True)
            for network, optimizer, inputs, labels in peers:
                outputs = network(inputs).transpose(0, 1).flatten(0, 1)
                loss = nn.functional.cross_entropy(outputs, labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()


def peers_of(case: Case) -> dict[str, Stacked | Plain]:
    """Those who do the same work, by name."""
    architecture, weights, inputs, targets = material(case)
    shape = case.shape
    sizes = shape.steps, shape.batch, False
    with torch.no_grad():
        door = Door(weights, architecture, *sizes)
    peers = {
        "door": Stacked(door, torch.no_grad, inputs, targets),
        "plain": Plain(case, architecture, weights, inputs, targets),
    }
    if case.written_out:
        with torch.inference_mode():
            ensemble = WrittenOut(Weights(**weights._asdict()), 1.0, *sizes)
        peers["written out"] = Stacked(ensemble, torch.inference_mode, inputs, targets)
    return peers


def check_agreement(peers: dict[str, Stacked | Plain]) -> None:
    """Raise unless all have the same weights after some updates."""
    for peer in peers.values():
        peer.run(3)
    door = peers["door"].ensemble.weights()
    for number, network in enumerate(peers["plain"].networks):
        for found, expected in zip(door, network.parameters(), strict=True):
            torch.testing.assert_close(found[number], expected.detach(), rtol=1e-4, atol=1e-5)
    if "written out" in peers:
        for found, expected in zip(door, peers["written out"].ensemble.weights(), strict=True):
            torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


def compare(case: Case, rounds: int) -> list[timing.Result]:
    """The rows of one case."""
    peers = peers_of(case)
    check_agreement(peers)

    def repeated(peer: Stacked | Plain) -> Callable[[], None]:
        return lambda: peer.run(case.steps)

    times = timing.interleaved({name: repeated(peer) for name, peer in peers.items()}, rounds)
    step = {name: 1e3 * timing.median(times, name) / case.steps for name in peers}
    measured, rows = f"{step['door']:.2f} ms", []
    for name in ("written out", "plain"):
        if name in peers:
            against = f"{name} {step[name]:.2f} ms"
            rows.append(timing.Result(f"door, {case.name}", measured, against, timing.ratio(times, "door", name)))
    return rows


def compare_kernels(rounds: int) -> list[timing.Result]:
    """Rows of the tangent kernel of figure 1, 32 trials × 8 steps × 3 outputs, with respect to the recurrent matrix."""
    shape = kernel.CHOICES
    architecture, stacked, _, _ = material(Case("", Recurrent, shape, 1, 1))
    weights = stacked._make(w[0] for w in stacked)
    written, inputs = Weights(**weights._asdict()), kernel.inputs_of(recurrent.choices(shape))
    studied = [["recurrent.weight"]]
    peers = {
        "door": lambda: tangent_kernels(weights, inputs, architecture, False, studied, kernel.MEMORY)[0],
        "written out": lambda: kernel.ours(written, inputs, False),
        "a Jacobian": lambda: kernel.by_jacobian(written, inputs, False),
    }
    expected = peers["written out"]()
    for peer in peers.values():
        torch.testing.assert_close(peer(), expected, rtol=1e-3, atol=1e-4 * float(expected.abs().max()))
    times = timing.interleaved(peers, rounds)
    seconds = {name: timing.median(times, name) for name in peers}
    return [
        timing.Result(
            "door, kernel of 300 units",
            f"{seconds['door']:.2f} s",
            f"{name} {seconds[name]:.2f} s",
            timing.ratio(times, "door", name),
        )
        for name in ("written out", "a Jacobian")
    ]


def main(rounds: int = 15) -> list[timing.Result]:
    """All cases."""
    recurrent.prepare()
    return [row for case in CASES for row in compare(case, rounds)] + compare_kernels(max(2, rounds // 3))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    timing.report(main(parser.parse_args().rounds))
