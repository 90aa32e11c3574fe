"""Material of the numerical benchmarks: trials like those of the tasks, weights, and the products of a step alone."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import timing  # noqa: F401 - makes the library importable
import torch
from richlazy.learners.layers import uniform_layer
from richlazy.learners.recurrent.weights import Weights
from richlazy.training.block import Pool

# Fewer inputs than a vector register holds are no work worth counting, and so are all outputs.
_REGISTER = 16


@dataclass(frozen=True)
class Shape:
    """What a training step costs: sizes of the network, its trials and its minibatch."""

    units: int = 300
    steps: int = 8
    leak: float = 1.0
    inputs: int = 3
    outputs: int = 3
    batch: int = 32
    last_only: bool = False
    trials: int = 320_000


IMAGES = Shape(steps=28, inputs=28, outputs=10, batch=200, last_only=True, trials=55_000)


def prepare() -> None:
    """One thread and no denormals, as in scripts/train.py."""
    np.finfo(np.float32), np.finfo(np.float64)  # NumPy looks at denormals once, before they are switched off
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)


def choices(shape: Shape) -> Pool:
    """A pool like that of 2AF: fixation and two noisy stimuli, and a choice between them at the last step."""
    generator, count = np.random.default_rng(0), shape.trials
    choice = generator.integers(1, 3, count)
    inputs = 0.1 * generator.standard_normal((count, shape.inputs, shape.steps), np.float32)
    inputs[:, 0] = 1
    coherence = generator.choice(np.float32([0, 0.064, 0.128, 0.256, 0.512]), count)
    for side in (1, 2):
        inputs[:, side] += (0.5 + np.where(choice == side, coherence, -coherence) / 2)[:, None].astype(np.float32)
    inputs[:, :, -1] = 0
    labels = np.zeros((count, shape.steps), np.int64)
    labels[:, -1] = choice
    return Pool(torch.from_numpy(inputs), torch.from_numpy(labels), shape.outputs)


def images(shape: Shape) -> Pool:
    """A pool like that of sMNIST: a fifth of the pixels have ink, and every step has the label of its image."""
    generator = np.random.default_rng(0)
    pixels = generator.random((shape.trials, shape.inputs, shape.steps), np.float32)
    labels = generator.integers(0, shape.outputs, shape.trials)[:, None].repeat(shape.steps, 1)
    return Pool(torch.from_numpy(np.maximum(pixels - 0.8, 0) * 5), torch.from_numpy(labels), shape.outputs)


def initial_weights(shape: Shape) -> Weights:
    """Weights of one network, gain 1.25."""
    generator, units = np.random.default_rng(1), shape.units
    recurrent = 1.25 * generator.standard_normal((units, units)) / np.sqrt(units)
    layers = uniform_layer(generator, units, shape.inputs), uniform_layer(generator, shape.outputs, units)
    return Weights(*(torch.from_numpy(array.astype(np.float32)) for array in (recurrent, *layers)))


def products(shape: Shape) -> Callable[[], None]:
    """The matrix products that one training step cannot do without, between buffers that are there already.

    Those of the inputs, where these are counted, are one for all steps, as nothing is waited for.
    """
    units, steps, batch, inputs = shape.units, shape.steps, shape.batch, counted_inputs(shape)
    weights, gradient = torch.randn(units, units) / units**0.5, torch.empty(units, units)
    hidden, delta = list(torch.rand(steps, units, batch)), list(torch.rand(steps, units, batch))
    errors, activity = torch.rand(2, units, (steps - 1) * batch)
    transposed, activity = weights.T, activity.T
    input_weights, shown = torch.rand(units, inputs), torch.rand(inputs, steps * batch)
    input_gradient, driven, all_errors = torch.empty(units, inputs), *torch.rand(2, units, steps * batch)

    def recur() -> None:
        for t in range(1, steps):
            torch.mm(weights, hidden[t - 1], out=hidden[t])
        for t in range(steps - 1, 0, -1):
            torch.mm(transposed, delta[t], out=delta[t - 1])
        torch.mm(errors, activity, out=gradient)

    def drive() -> None:
        torch.mm(input_weights, shown, out=driven)
        torch.mm(all_errors, shown.T, out=input_gradient)

    return (lambda: (drive(), recur())) if inputs else recur


def counted_inputs(shape: Shape) -> int:
    """Inputs whose products count."""
    return shape.inputs if shape.inputs >= _REGISTER else 0


def flops(shape: Shape) -> int:
    """Floating-point operations of `products`."""
    recurrent = 3 * shape.units**2 * (shape.steps - 1)
    return 2 * shape.batch * (recurrent + 2 * shape.units * counted_inputs(shape) * shape.steps)
