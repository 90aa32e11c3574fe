"""Trials and the parts of a pool of them, of whatever kind the task is."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

# Children of the "trials" stream; the sizes of one part do not touch the others.
PARTS = {"training": 0, "probe": 1, "test": 2}


@dataclass
class Trials:
    """inputs [trial, time, input] float32; parameters: one value a trial each; either class labels [trial, time] int16
    or real targets [trial, time, output] float32."""

    inputs: np.ndarray
    labels: np.ndarray | None
    parameters: dict[str, np.ndarray]
    targets: np.ndarray | None = None


class Pool(NamedTuple):
    """All parts of a pool by name, the index of the decision step, and the number of classes, or of real targets."""

    parts: dict[str, Trials]
    decision_step: int
    classes: int


def table_pool(samples: dict[str, np.ndarray], labels: dict[str, np.ndarray], classes: int) -> Pool:
    """Pool of one time step, from samples [trial, input] and labels [trial] of each part."""
    parts = {
        part: Trials(values[:, None].astype(np.float32), labels[part][:, None].astype(np.int16), {})
        for part, values in samples.items()
    }
    return Pool(parts, decision_step=0, classes=classes)


def regression_pool(samples: dict[str, np.ndarray], targets: dict[str, np.ndarray]) -> Pool:
    """Pool of one time step, from samples [trial, input] and real targets [trial, output] of each part."""
    parts = {
        part: Trials(values[:, None].astype(np.float32), None, {}, targets[part][:, None].astype(np.float32))
        for part, values in samples.items()
    }
    return Pool(parts, decision_step=0, classes=targets["training"].shape[1])


def replicate_seed(trial_seed: int, seed: int) -> int:
    """The seed of a replicate's own data: that of the replicate, and another for every other seed of the pool."""
    return trial_seed * 2**32 + seed
