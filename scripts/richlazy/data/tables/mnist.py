"""Images of handwritten digits, 28 × 28 pixels, in ten classes (LeCun et al. 1998), as one time step each."""

from collections.abc import Mapping

from richlazy.data.mnist.images import PATH, read_images
from richlazy.data.mnist_parts import CLASSES, choose
from richlazy.data.tables.digits import scale, whiten
from richlazy.data.trials import Pool, table_pool

ENVIRONMENT = "MNIST"
KIND = "trials"
SAMPLES = {"training": 55_000, "probe": 5_000, "test": 10_000}
RESOURCES = ["resources/mnist.nc"]
ARGUMENTS = {
    "whitened": {
        "description": "Principal components of variance 1; otherwise pixels, divided by their root mean square.",
        "type": "boolean",
        "default": True,
    },
}
ADVICE = {
    "whitened": {
        "recommended": "`true`, as the theory asks; `false` shows what the spectrum of the inputs does",
        "cost": "principal components of 784 pixels, once a pool",
    },
}


def draw(sizes: Mapping[str, int], seed: int, whitened: bool) -> Pool:
    """Pool of `sizes` different images by part; whitening or scale is fitted to the training part."""
    images, labels = choose(read_images(PATH), sizes, seed)
    pixels = {part: values.reshape(len(values), -1).astype(float) for part, values in images.items()}
    return table_pool(whiten(pixels) if whitened else scale(pixels), labels, CLASSES)
