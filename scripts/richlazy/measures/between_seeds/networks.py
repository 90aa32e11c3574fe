"""Evaluation of measures between seeds, over all pairs of networks of a condition."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from richlazy.measures.between_seeds import registry
from richlazy.measures.evaluate import SelectedMeasure
from richlazy.measures.snapshot import Probes, Snapshot


class Network(NamedTuple):
    """A network before learning and at a checkpoint."""

    initial: Snapshot
    current: Snapshot


def attributes(name: str, probes: Probes) -> dict[str, str]:
    """The attributes `long_name` and `units` of the values of a measure."""
    return SelectedMeasure(registry.find(name), None).attributes(probes)


def evaluate_pairs(
    weights: NamedTuple, probes: Probes, names: Iterable[str], seeds: Sequence[int]
) -> dict[str, np.ndarray]:
    """Values of every measure of `names`, symmetric, [seed, other seed, checkpoint].

    weights: Weights of the probes' learner, leading axes [seed, checkpoint]; the first checkpoint holds the initial
    weights. seeds: the seeds of the networks. Values are NaN on the diagonal, at checkpoints between the first and the
    last, and for networks whose weights are not finite, after divergence.
    """
    count, checkpoints = weights[0].shape[:2]
    values = {name: np.full((count, count, checkpoints), np.nan) for name in names}
    for checkpoint in sorted({0, checkpoints - 1}):
        networks = [_network(weights, probes, number, checkpoint, int(seed)) for number, seed in enumerate(seeds)]
        for name, matrix in values.items():
            matrix[..., checkpoint] = _compared(name, networks)
    return values


def _network(weights: NamedTuple, probes: Probes, number: int, checkpoint: int, seed: int) -> Network:
    initial, current = (
        Snapshot(weights._make(w[number, one] for w in weights), probes, seed) for one in (0, checkpoint)
    )
    return Network(initial, current if checkpoint else initial)


def _compared(name: str, networks: Sequence[Network]) -> np.ndarray:
    """Values of a measure for all pairs, [network, other network]."""
    module, values = registry.find(name), np.full((len(networks), len(networks)), np.nan)
    finite = [all(bool(w.isfinite().all()) for one in network for w in one.weights) for network in networks]
    described = {number: module.describe(networks[number]) for number, is_finite in enumerate(finite) if is_finite}
    for first in described:
        for second in described:
            if first < second:
                values[first, second] = values[second, first] = module.compare(described[first], described[second])
    return values
