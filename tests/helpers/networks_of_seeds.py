"""Small recurrent networks that differ in their seed, and probes that they share."""

import torch
from richlazy.learners.recurrent.weights import Weights
from richlazy.measures.between_seeds.networks import Network
from richlazy.measures.snapshot import Probes, Snapshot

UNITS, INPUTS, OUTPUTS, STEPS, TRIALS = 12, 3, 4, 5, 30


def weights(seeds, checkpoints=2, units=UNITS):
    """Weights of different networks, [seed, checkpoint, ...], float64."""
    generator = torch.Generator().manual_seed(0)

    def draw(*shape):
        return torch.randn((seeds, checkpoints, *shape), generator=generator, dtype=torch.float64)

    shapes = {"recurrent": (units, units), "input": (units, INPUTS), "output": (OUTPUTS, units)}
    scales = {"recurrent": 1.2 / units**0.5, "input": 0.6, "output": units**-0.5}
    return Weights(**{name: scales[name] * draw(*shapes[name]) for name in Weights._fields})


def probes():
    """Trials of Gaussian inputs with random labels."""
    generator = torch.Generator().manual_seed(5)
    arrays = {}
    for part in ("probe", "test"):
        arrays[f"{part}_inputs"] = torch.randn((INPUTS, STEPS, TRIALS), generator=generator, dtype=torch.float64)
        arrays[f"{part}_labels"] = torch.randint(OUTPUTS, (STEPS, TRIALS), generator=generator)
    return Probes(
        **arrays,
        kernel_trials=4,
        decision_step=STEPS - 1,
        learner="recurrent",
        architecture=0.6,
        last_only=False,
        trained_weights="all",
        kernel_memory=1e9,
    )


def networks(of):
    """Networks at their last checkpoint, from weights [seed, checkpoint, ...]."""
    shared = probes()
    return [
        Network(*(Snapshot(of._make(w[seed, checkpoint] for w in of), shared, seed) for checkpoint in (0, -1)))
        for seed in range(len(of[0]))
    ]
