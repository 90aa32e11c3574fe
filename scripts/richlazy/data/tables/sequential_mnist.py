"""Images of handwritten digits (LeCun et al. 1998), row by row: 28 time steps of 28 pixels, classified at the last."""

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
# Value of a black pixel, by which inputs are divided.
_BLACK = np.float32(255)


def draw(sizes: Mapping[str, int], seed: int) -> Pool:
    """Pool of `sizes` different images by part; the label of an image is that of all its steps."""
    images, labels = choose(read_images(PATH), sizes, seed)
    parts = {
        part: Trials(images[part] / _BLACK, np.repeat(labels[part][:, None].astype(np.int16), STEPS, axis=1), {})
        for part in PARTS
    }
    return Pool(parts, decision_step=STEPS - 1, classes=CLASSES)
