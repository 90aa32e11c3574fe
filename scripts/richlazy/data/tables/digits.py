"""Images of handwritten digits, 8 × 8 pixels, in ten classes (Alpaydin & Kaynak 1998, as scikit-learn brings them)."""

from collections.abc import Mapping

import numpy as np
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from richlazy import randomness
from richlazy.data.trials import Pool, table_pool

ENVIRONMENT = "Digits"
KIND = "trials"
SAMPLES = 1797
ARGUMENTS = {
    "whitened": {
        "description": "Principal components of variance 1; otherwise pixels, divided by their root mean square.",
        "type": "boolean",
        "default": True,
    },
}
CLASSES = 10
# Components with less than this share of the variance of the first are dropped: whitening would blow up their noise.
NEGLIGIBLE = 1e-3


def draw(sizes: Mapping[str, int], seed: int, whitened: bool) -> Pool:
    """Pool of `sizes` different images by part; what scales the images is fitted to the training part."""
    images, digits = load_digits(return_X_y=True)
    chosen = split(sizes, seed)
    pixels = {part: images[indices] for part, indices in chosen.items()}
    labels = {part: digits[indices] for part, indices in chosen.items()}
    return table_pool(whiten(pixels) if whitened else scale(pixels), labels, CLASSES)


def split(sizes: Mapping[str, int], seed: int) -> dict[str, np.ndarray]:
    """Indices of the images of each part, no image in two of them.

    The training part comes last in the order of the seed: its size leaves probe and test as they are.
    """
    order = randomness.generator("trials", seed).permutation(SAMPLES)
    probe, test, training, _ = np.split(order, np.cumsum([sizes["probe"], sizes["test"], sizes["training"]]))
    return {"training": training, "probe": probe, "test": test}


def whiten(pixels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Principal components of the training images, each of mean 0 and variance 1 over them, [image, component]."""
    components = PCA(whiten=True, svd_solver="covariance_eigh").fit(pixels["training"])
    kept = components.explained_variance_ > NEGLIGIBLE * components.explained_variance_[0]
    return {part: components.transform(images)[:, kept] for part, images in pixels.items()}


def scale(pixels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Pixels of mean square 1 over the training images: as large as whitened ones."""
    size = np.sqrt(np.mean(pixels["training"] ** 2))
    return {part: images / size for part, images in pixels.items()}
