"""Networks `relu_mlp` of a few units on a few samples, in double precision, and the trainer of all networks on them."""

import numpy as np
import torch
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.weights import initial_weights
from richlazy.training.block import Pool
from richlazy.training.history import History
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

from studies.sgd_noise.derived.temperature import derive
from studies.sgd_noise.learners import relu_mlp

INPUTS, WIDTH, SAMPLES, BATCH = 6, 8, 24, 4


def make_architecture(layers: int = 2, rank: int = 0, width: int = WIDTH, inputs: int = INPUTS) -> Architecture:
    """A network of one output."""
    return Architecture(relu_mlp, {"mlp_layers": layers, "mlp_width": width, "mlp_rank": rank}, inputs, 1)


def make_weights(seeds: list[int], architecture: Architecture) -> tuple:
    """Initial weights of these seeds, in double precision."""
    drawn = initial_weights(None, seeds, INPUTS, 1, architecture)
    return drawn._make(one.double() for one in drawn)


def make_pool(seed: int = 1, samples: int = SAMPLES) -> Pool:
    """Random samples with random labels 0 and 1."""
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn((samples, INPUTS, 1), generator=generator, dtype=torch.float64)
    return Pool(inputs, torch.randint(2, (samples, 1), generator=generator), 2)


def make_order(seed: int, samples: int = SAMPLES, batch: int = BATCH) -> MinibatchOrder:
    """The order of minibatches of a seed."""
    return MinibatchOrder(np.random.default_rng(seed), samples, batch)


def learn(
    alpha: float,
    temperature: float,
    seeds: tuple[int, ...] = (0,),
    steps: int = 600,
    layers: int = 2,
    interval: int = 10,
    batch: int = BATCH,
    checkpoints: list[int] | None = None,
) -> tuple[History, Pool, Architecture]:
    """Train networks of some seeds on one pool until all margins are reached."""
    architecture, pool = make_architecture(layers), make_pool()
    rate = derive(temperature, batch, SAMPLES, WIDTH)["learning_rate"]
    settings = Settings(
        "relu_mlp",
        architecture,
        batch,
        checkpoints or [0, steps],
        {"learning_rate": rate, "momentum": 0.0, "stopping_interval": interval},
        objective="hinge",
        alpha=alpha,
        centre=True,
        stopping="margins",
        after_update=["last_update"],
        divergence_loss=1e30,
    )
    orders = [make_order(seed, batch=batch) for seed in seeds]
    weights = make_weights(list(seeds), architecture)
    return train(weights, pool, orders, settings, lambda *_: None, None, seeds), pool, architecture


def at_end(history: History, number: int = 0) -> list[torch.Tensor]:
    """The last weights of one network."""
    return [one[number, -1] for one in history.weights]
