"""Gaussian samples that a random linear teacher sorts into classes: label = argmax of T x."""

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
# Child of the "trials" stream beside those of the parts.
_TEACHER = len(PARTS)


def draw(sizes: Mapping[str, int], seed: int, inputs: int, classes: int, whitened: bool) -> Pool:
    """Pool of `sizes` trials by part; the teacher T [class, input] is Gaussian and the same for all parts."""
    teacher = randomness.generator("trials", seed, _TEACHER).standard_normal((classes, inputs))
    deviation = np.sqrt(np.ones(inputs) if whitened else power_law_variances(inputs))
    samples = {
        part: randomness.generator("trials", seed, number).standard_normal((sizes[part], inputs)) * deviation
        for part, number in PARTS.items()
    }
    labels = {part: (values @ teacher.T).argmax(1) for part, values in samples.items()}
    return table_pool(samples, labels, classes)


def power_law_variances(inputs: int) -> np.ndarray:
    """Variances [input] that fall as 1 / index and have the mean 1."""
    falling = 1 / np.arange(1, inputs + 1)
    return falling / falling.mean()
