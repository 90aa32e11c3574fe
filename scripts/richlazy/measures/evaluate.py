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
    """Values [seed, checkpoint] of every measure that the network has, [seed, checkpoint, component] of a vector.

    weights: Weights of the probes' network, leading axes [seed, checkpoint]; the first checkpoint is the start that
    others are compared with. A checkpoint whose weights are not finite (the run diverged) is NaN in every measure.
    """
    seeds, checkpoints = weights[0].shape[:2]
    measures = measured(probes, measures)
    values = {name: np.full((seeds, checkpoints, *shape(module)), np.nan) for name, module in measures.items()}
    for seed in range(seeds):
        initial = Snapshot(weights._make(w[seed, 0] for w in weights), probes)
        for checkpoint in range(checkpoints):
            now = weights._make(w[seed, checkpoint] for w in weights)
            current = Snapshot(now, probes) if checkpoint else initial
            if all(bool(w.isfinite().all()) for w in current.weights):
                for name, module in measures.items():
                    values[name][seed, checkpoint] = module.measure(initial, current)
    return values


def measured(probes: Probes, measures: Mapping[str, ModuleType] = MEASURES) -> dict[str, ModuleType]:
    """Those of `measures` whose part, where they need one, the network has."""
    return {
        name: module for name, module in measures.items() if not hasattr(module, "PART") or probes.has_part(module.PART)
    }


def shape(module: ModuleType) -> tuple[int, ...]:
    """() of a number, (components,) of a vector."""
    return (module.COMPONENTS,) if hasattr(module, "COMPONENTS") else ()
