"""Gaussian samples in two classes: whether the first two inputs have different signs."""

from collections.abc import Mapping

from richlazy import randomness
from richlazy.data.trials import PARTS, Pool, table_pool

KIND = "trials"
ENVIRONMENT = "ExclusiveOr"
SAMPLES = None
ARGUMENTS = {
    "inputs": {"description": "Number of inputs.", "type": "integer", "minimum": 2, "maximum": 10_000, "default": 3},
}
ADVICE = {
    "inputs": {
        "recommended": [2, 20],
        "reason": "two decide; the others are noise",
        "cost": "pool and first layer are linear in it",
    },
}


def draw(sizes: Mapping[str, int], seed: int, inputs: int) -> Pool:
    """Pool of `sizes` trials by part."""
    samples = {
        part: randomness.generator("trials", seed, number).standard_normal((sizes[part], inputs))
        for part, number in PARTS.items()
    }
    labels = {part: (values[:, 0] * values[:, 1] < 0).astype(int) for part, values in samples.items()}
    return table_pool(samples, labels, classes=2)
