"""Gaussian samples that a random linear teacher classifies: label = argmax of T x."""

from collections.abc import Mapping

import numpy as np

from richlazy import randomness
from richlazy.data.trials import PARTS, Pool, table_pool

ENVIRONMENT = "StudentTeacher"
KIND = "trials"
SAMPLES = None
ARGUMENTS = {
    "inputs": {"description": "Number of inputs.", "type": "integer", "minimum": 1, "maximum": 10_000, "default": 20},
    "classes": {"description": "Number of classes.", "type": "integer", "minimum": 2, "maximum": 1000, "default": 3},
    "whitened": {
        "description": "Independent inputs of variance 1; otherwise variances fall as 1 / index, their mean kept at 1.",
        "type": "boolean",
        "default": True,
    },
}
ADVICE = {
    "inputs": {
        "recommended": [20, 100],
        "cost": "pool and first layer are linear in it",
    },
    "classes": {
        "recommended": [2, 10],
        "cost": "the tangent kernel has a row for every class of a trial: time and memory go as the square",
    },
    "whitened": {
        "recommended": "`true`, as the theory asks; `false` shows what the spectrum of the inputs does",
        "cost": "none",
    },
}
# Number in the random stream "trials", after those of the parts.
_TEACHER = len(PARTS)


def draw(sizes: Mapping[str, int], seed: int, inputs: int, classes: int, whitened: bool) -> Pool:
    """Pool of `sizes` trials by part; all parts share one Gaussian teacher T [class, input]."""
    teacher = randomness.generator("trials", seed, _TEACHER).standard_normal((classes, inputs))
    deviation = np.sqrt(np.ones(inputs) if whitened else power_law_variances(inputs))
    samples = {
        part: randomness.generator("trials", seed, number).standard_normal((sizes[part], inputs)) * deviation
        for part, number in PARTS.items()
    }
    labels = {part: (values @ teacher.T).argmax(1) for part, values in samples.items()}
    return table_pool(samples, labels, classes)


def power_law_variances(inputs: int) -> np.ndarray:
    """Variances [input] proportional to 1 / index, with mean 1."""
    variances = 1 / np.arange(1, inputs + 1)
    return variances / variances.mean()
