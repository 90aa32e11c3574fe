"""Addition of two numbers modulo 23, both shown as one of 23 inputs: all pairs, nine in ten of them for training."""

from collections.abc import Mapping

import numpy as np
from richlazy import randomness
from richlazy.data.trials import Pool, table_pool

KIND = "trials"
ENVIRONMENT = "ModularAddition"
MODULUS = 23
SAMPLES = {"training": 476, "probe": 476, "test": 53}
# Every seed has a division of its own into training and test.
REPLICATE = "seed"
ARGUMENTS = {}


def draw(sizes: Mapping[str, int], seed: int) -> Pool:
    """Pool of `sizes` pairs by part, drawn from the seed; the probe part is the first of the training part."""
    first, second = np.divmod(np.arange(MODULUS**2), MODULUS)
    order = randomness.generator("trials", seed).permutation(MODULUS**2)
    test, training = order[: SAMPLES["test"]], order[SAMPLES["test"] :]
    chosen = {"training": training, "probe": training, "test": test}
    one_hot = np.eye(MODULUS)
    pairs = {part: indices[: sizes[part]] for part, indices in chosen.items()}
    samples = {part: np.concatenate([one_hot[first[i]], one_hot[second[i]]], 1) for part, i in pairs.items()}
    labels = {part: (first[i] + second[i]) % MODULUS for part, i in pairs.items()}
    return table_pool(samples, labels, classes=MODULUS)
