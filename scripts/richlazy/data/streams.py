"""Streams: data sets whose minibatches are drawn anew at every training step.

A data set with the constant `STREAM = True` has, beside `draw`, a class `Stream(seed, generator, **arguments)`. seed:
that of the pool, from which it makes the same classes, teachers and so on as `draw`. generator: the random numbers of
this stream. Its `take(steps, batch)` gives fresh trials, inputs [step, trial, time, input] float32 and class labels
[step, trial], or [step, trial, time] where they differ from step to step of a trial.
"""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from richlazy import randomness
from richlazy.data.tables import TABLES, registry, replicate
from richlazy.data.trials import replicate_seed
from richlazy.errors import InputError

# Training imports the data set by name; `contract.streamed` counts it in the address.
IMPORTS_BY_NAME = True


class Stream(Protocol):
    """Trials without end."""

    def take(self, steps: int, batch: int) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and class labels of the next `steps` minibatches of `batch` trials."""


def open_stream(parameters: Mapping, seed: int, *children: int) -> Stream:
    """The stream of one network, from the parameters of its training; children: as for `randomness.generator`."""
    definition, pool_seed = parameters["task_definition"], parameters["trial_seed"]
    own = replicate_seed(pool_seed, seed) if replicate(definition) else pool_seed
    module = registry.find(TABLES[definition["environment"]])
    return module.Stream(own, randomness.generator("stream", seed, *children), **definition["arguments"])


def check_taken(inputs: np.ndarray, labels: np.ndarray, like: tuple[int, int, int, int], classes: int) -> None:
    """Raise InputError for what `take` may not give; like: the shape [step, trial, time, input] that inputs need."""
    found = f"inputs {list(np.shape(inputs))} of {getattr(inputs, 'dtype', type(inputs).__name__)}"
    if np.shape(inputs) != like or inputs.dtype != np.float32:
        raise InputError(
            f"`take` of a stream gives {found}; allowed are {list(like)} of float32, as its pool has them: write for "
            "example `return inputs.astype(np.float32), labels`"
        )
    whole = isinstance(labels, np.ndarray) and labels.dtype.kind in "iu" and labels.shape in (like[:2], like[:3])
    if not whole or labels.min() < 0 or labels.max() >= classes:
        raise InputError(
            f"`take` of a stream gives labels {np.shape(labels)}; allowed are whole numbers from 0 to {classes - 1}, "
            f"{list(like[:2])} or {list(like[:3])}: write for example `labels % {classes}`"
        )
