"""Regression on a random linear teacher: y = T x for Gaussian inputs x; each replicate has its own teacher and pool."""

from collections.abc import Mapping

import numpy as np

from richlazy import randomness
from richlazy.data.trials import PARTS, Pool, regression_pool

ENVIRONMENT = "LinearTeacher"
KIND = "regression"
SAMPLES = None
REPLICATE = "seed"
ARGUMENTS = {
    "inputs": {"description": "Number of inputs.", "type": "integer", "minimum": 1, "maximum": 10_000, "default": 20},
    "outputs": {"description": "Number of targets.", "type": "integer", "minimum": 1, "maximum": 1000, "default": 1},
    "noise": {
        "description": "Standard deviation of Gaussian noise on the targets of the training part.",
        "type": "number",
        "minimum": 0,
        "maximum": 1_000_000,
        "default": 0,
    },
}
ADVICE = {
    "inputs": {
        "recommended": [20, 100],
        "cost": "pool and first layer are linear in it",
    },
    "outputs": {
        "recommended": [1, 5],
        "cost": "the tangent kernel has a row for every output of a trial: time and memory go as the square",
    },
    "noise": {
        "recommended": [0, 1],
        "reason": "the standard deviation of the targets is the natural unit",
        "cost": "none",
    },
}
# Numbers in the random stream "trials", after those of the parts.
_TEACHER, _NOISE = len(PARTS), len(PARTS) + 1


def draw(sizes: Mapping[str, int], seed: int, inputs: int, outputs: int, noise: float) -> Pool:
    """Pool of `sizes` trials by part.

    Inputs have variance 1, entries of the teacher T [output, input] variance 1 / inputs, and so targets without noise
    have variance 1.
    """
    teacher = randomness.generator("trials", seed, _TEACHER).standard_normal((outputs, inputs)) / np.sqrt(inputs)
    samples = {
        part: randomness.generator("trials", seed, number).standard_normal((sizes[part], inputs))
        for part, number in PARTS.items()
    }
    targets = {part: values @ teacher.T for part, values in samples.items()}
    drawn = randomness.generator("trials", seed, _NOISE).standard_normal(targets["training"].shape)
    return regression_pool(samples, {**targets, "training": targets["training"] + noise * drawn})
