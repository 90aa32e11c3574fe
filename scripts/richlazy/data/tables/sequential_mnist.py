"""Images of handwritten digits (LeCun et al. 1998) shown row by row: 28 steps of 28 pixels, classified at the last."""

from collections.abc import Mapping

import numpy as np

from richlazy.data.mnist.images import PATH, read_images
from richlazy.data.mnist_parts import CLASSES, choose
from richlazy.data.trials import PARTS, Pool, Trials

ENVIRONMENT = "SequentialMNIST"
KIND = "trials"
SAMPLES = {"training": 55_000, "probe": 5_000, "test": 10_000}
STEPS = 28
CHANNELS = 28
RESOURCES = ["resources/mnist.nc"]
ARGUMENTS = {}
# Ink of a black pixel: inputs lie in [0, 1].
_BLACK = np.float32(255)


def draw(sizes: Mapping[str, int], seed: int) -> Pool:
    """Pool of `sizes` different images by part; every step has the label of its image."""
    images, labels = choose(read_images(PATH), sizes, seed)
    parts = {
        part: Trials(images[part] / _BLACK, np.repeat(labels[part][:, None].astype(np.int16), STEPS, axis=1), {})
        for part in PARTS
    }
    return Pool(parts, decision_step=STEPS - 1, classes=CLASSES)
