"""Material of the numerical benchmarks: trials like those of 2AF, weights, and the matrix products of a step alone."""

from collections.abc import Callable

import numpy as np
import timing  # noqa: F401 - makes the library importable
import torch
from richlazy.networks.read_out import uniform_layer
from richlazy.networks.recurrent.weights import Weights
from richlazy.training.loop import Pool

INPUTS, OUTPUTS, BATCH = 3, 3, 32
TRIALS = 320_000


def prepare() -> None:
    """One thread and no denormals, as in scripts/train.py."""
    np.finfo(np.float32), np.finfo(np.float64)  # NumPy looks at denormals once, before they are switched off
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)


def trials(steps: int, count: int = TRIALS) -> Pool:
    """A pool like that of 2AF: fixation and two noisy stimuli, and a choice between them at the last step."""
    generator = np.random.default_rng(0)
    choice = generator.integers(1, 3, count)
    inputs = 0.1 * generator.standard_normal((count, INPUTS, steps), np.float32)
    inputs[:, 0] = 1
    coherence = generator.choice(np.float32([0, 0.064, 0.128, 0.256, 0.512]), count)
    for side in (1, 2):
        inputs[:, side] += (0.5 + np.where(choice == side, coherence, -coherence) / 2)[:, None].astype(np.float32)
    inputs[:, :, -1] = 0
    labels = np.zeros((count, steps), np.int64)
    labels[:, -1] = choice
    return Pool(torch.from_numpy(inputs), torch.from_numpy(labels), OUTPUTS)


def initial_weights(units: int) -> Weights:
    """Weights of one network, gain 1.25."""
    generator = np.random.default_rng(1)
    recurrent = 1.25 * generator.standard_normal((units, units)) / np.sqrt(units)
    layers = uniform_layer(generator, units, INPUTS), uniform_layer(generator, OUTPUTS, units)
    return Weights(*(torch.from_numpy(array.astype(np.float32)) for array in (recurrent, *layers)))


def products(units: int, steps: int) -> Callable[[], None]:
    """The matrix products that one training step cannot do without, between buffers that are there already."""
    weights, gradient = torch.randn(units, units) / units**0.5, torch.empty(units, units)
    hidden, delta = list(torch.rand(steps, units, BATCH)), list(torch.rand(steps, units, BATCH))
    errors, activity = torch.rand(2, units, (steps - 1) * BATCH)
    transposed, activity = weights.T, activity.T

    def run() -> None:
        for t in range(1, steps):
            torch.mm(weights, hidden[t - 1], out=hidden[t])
        for t in range(steps - 1, 0, -1):
            torch.mm(transposed, delta[t], out=delta[t - 1])
        torch.mm(errors, activity, out=gradient)

    return run


def flops(units: int, steps: int) -> int:
    """Floating-point operations of `products`."""
    columns = (steps - 1) * BATCH
    return 2 * units**2 * columns * 3
