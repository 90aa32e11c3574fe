"""All measures of all networks of an ensemble at all their checkpoints."""

from collections.abc import Mapping
from types import ModuleType
from typing import NamedTuple

import numpy as np

from richlazy.measures import MEASURES
from richlazy.measures.snapshot import Probes, Snapshot


def evaluate(
    weights: NamedTuple, probes: Probes, measures: Mapping[str, ModuleType] = MEASURES
) -> dict[str, np.ndarray]:
    """Values [seed, checkpoint] of every measure; the first checkpoint is the start that others are compared with.

    weights: Weights of the probes' network, leading axes [seed, checkpoint]. A checkpoint whose weights are not finite
    (the run diverged before) is NaN in every measure.
    """
    seeds, checkpoints = weights[0].shape[:2]
    values = {name: np.full((seeds, checkpoints), np.nan) for name in measures}
    for seed in range(seeds):
        initial = Snapshot(weights._make(w[seed, 0] for w in weights), probes)
        for checkpoint in range(checkpoints):
            now = weights._make(w[seed, checkpoint] for w in weights)
            current = Snapshot(now, probes) if checkpoint else initial
            if all(bool(w.isfinite().all()) for w in current.weights):
                for name, module in measures.items():
                    values[name][seed, checkpoint] = module.measure(initial, current)
    return values
