"""Regression on a quadratic function, y = (b · x)² / 2 of Gaussian inputs of mean square 1 / D, divided by its root
mean square √(3/4) |b|² / D."""

from collections.abc import Mapping

import numpy as np
from richlazy import randomness
from richlazy.data.trials import PARTS, Pool, regression_pool

KIND = "regression"
ENVIRONMENT = "Quadratic"
SAMPLES = None
# Every replicate has a function and inputs of its own.
REPLICATE = "seed"
ARGUMENTS = {
    "inputs": {"description": "Number of inputs D.", "type": "integer", "minimum": 1, "maximum": 10_000, "default": 20},
}
# Child of the "trials" stream beside those of the parts.
_FUNCTION = len(PARTS)


def draw(sizes: Mapping[str, int], seed: int, inputs: int) -> Pool:
    """Pool of `sizes` trials by part, all of one function."""
    direction = randomness.generator("trials", seed, _FUNCTION).standard_normal(inputs)
    size = np.sqrt(3 / 4) * direction @ direction / inputs
    samples = {
        part: randomness.generator("trials", seed, number).standard_normal((sizes[part], inputs)) / np.sqrt(inputs)
        for part, number in PARTS.items()
    }
    targets = {part: ((values @ direction) ** 2 / 2 / size)[:, None] for part, values in samples.items()}
    return regression_pool(samples, targets)
