"""Trials and the parts of a pool of them, of whatever kind the task is."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

# Children of the "trials" stream; the sizes of one part do not touch the others.
PARTS = {"training": 0, "probe": 1, "test": 2}


@dataclass
class Trials:
    """inputs [trial, time, input] float32; labels [trial, time] int16; parameters: one value a trial each."""

    inputs: np.ndarray
    labels: np.ndarray
    parameters: dict[str, np.ndarray]


class Pool(NamedTuple):
    """All parts of a pool by name, the index of the decision step, and the number of classes."""

    parts: dict[str, Trials]
    decision_step: int
    classes: int


def table_pool(samples: dict[str, np.ndarray], labels: dict[str, np.ndarray], classes: int) -> Pool:
    """Pool of one time step, from samples [trial, input] and labels [trial] of each part."""
    parts = {
        part: Trials(samples[part][:, None].astype(np.float32), labels[part][:, None].astype(np.int16), {})
        for part in PARTS
    }
    return Pool(parts, decision_step=0, classes=classes)
