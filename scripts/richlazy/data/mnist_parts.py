"""Split of the images of MNIST into the parts training, probe (validation) and test."""

from collections.abc import Mapping

import numpy as np

from richlazy import randomness
from richlazy.data.mnist.images import Images
from richlazy.data.trials import PARTS

CLASSES = 10
# Number of validation images, out of MNIST's 60 000 training images.
VALIDATION = 5_000


def choose(images: Images, sizes: Mapping[str, int], seed: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Images and labels of each part: probe trials are validation images, test trials are MNIST's test images."""
    indices = split(sizes, seed)
    training, probe, test = (indices[part] for part in ("training", "probe", "test"))
    pixels = {"training": images.training[training], "probe": images.training[probe], "test": images.test[test]}
    labels = {
        "training": images.training_labels[training],
        "probe": images.training_labels[probe],
        "test": images.test_labels[test],
    }
    return pixels, labels


def split(sizes: Mapping[str, int], seed: int) -> dict[str, np.ndarray]:
    """Indices of the images of each part; the size of one part does not change the others."""
    order = randomness.generator("trials", seed).permutation(60_000)
    test_order = randomness.generator("trials", seed, PARTS["test"]).permutation(10_000)
    return {
        "training": order[VALIDATION:][: sizes["training"]],
        "probe": order[:VALIDATION][: sizes["probe"]],
        "test": test_order[: sizes["test"]],
    }
