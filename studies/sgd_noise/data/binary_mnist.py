"""Images of handwritten digits (LeCun et al. 1998) in two classes, whole or with 2 × 2 pixels averaged."""

from collections.abc import Mapping

import numpy as np
from richlazy.data.mnist.images import PATH, read_images
from richlazy.data.mnist_parts import choose
from richlazy.data.trials import Pool, table_pool

from studies.sgd_noise.two_classes import of_digits, standardised

KIND = "trials"
ENVIRONMENT = "BinaryMNIST"
SAMPLES = {"training": 55_000, "probe": 5_000, "test": 10_000}
RESOURCES = ["resources/mnist.nc"]
# Every seed has images of its own.
REPLICATE = "seed"
ARGUMENTS = {
    "classes": {
        "description": "Odd digits against even ones (`parity`), or 5 to 9 against 0 to 4 (`halves`).",
        "type": "string",
        "enum": ["parity", "halves"],
        "default": "parity",
    },
    "pooled": {
        "description": "Means of 2 × 2 pixels, 14 × 14 for an image, or all 28 × 28 pixels.",
        "type": "boolean",
        "default": True,
    },
}
ADVICE = {
    "classes": {
        "recommended": "`parity`, the paper's; `halves` is another split of the same images",
        "cost": "none",
    },
    "pooled": {
        "recommended": "`true` on cores",
        "cost": "all pixels are four times as many: the first layer's product and its kernel take four times as long",
    },
}


def draw(sizes: Mapping[str, int], seed: int, classes: str, pooled: bool) -> Pool:
    """Pool of `sizes` different images by part; the training images of a smaller size are the first of a larger."""
    all_images = read_images(PATH)
    reference = _pixels(all_images.training, pooled)
    images, digits = choose(all_images, sizes, seed)
    samples = {part: standardised(_pixels(values, pooled), reference) for part, values in images.items()}
    return table_pool(samples, {part: of_digits(values, classes) for part, values in digits.items()}, classes=2)


def _pixels(images: np.ndarray, pooled: bool) -> np.ndarray:
    """Pixels [image, pixel] as float32, of images [image, row, column]."""
    values = images.astype(np.float32)
    if pooled:
        values = values.reshape(len(values), 14, 2, 14, 2).mean((2, 4))
    return values.reshape(len(values), -1)
