"""Trials, and pools of trials in parts (training, probe, test, ...), for any kind of task."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

# Number of each part in the random stream "trials", so that the size of one part does not change the others.
PARTS = {"training": 0, "probe": 1, "test": 2}


@dataclass
class Trials:
    """Trials of one part.

    inputs: [trial, time, input] float32. labels: classes [trial, time] int16, None for regression. parameters: by name,
    one value per trial. targets: real targets [trial, time, output] float32, None for classes.
    """

    inputs: np.ndarray
    labels: np.ndarray | None
    parameters: dict[str, np.ndarray]
    targets: np.ndarray | None = None


class Pool(NamedTuple):
    """The parts of a pool by name, the index of the decision step, and the number of classes or of real targets."""

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
    """Seed of the data of one replicate; different for every pair of pool seed and replicate seed."""
    return trial_seed * 2**32 + seed
