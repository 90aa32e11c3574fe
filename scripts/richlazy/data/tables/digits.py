"""Images of handwritten digits, 8 × 8 pixels, in ten classes (Alpaydin & Kaynak 1998, from scikit-learn)."""

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
ADVICE = {
    "whitened": {
        "recommended": "`true`, as the theory asks; `false` shows what the spectrum of the inputs does",
        "cost": "principal components of 64 pixels, once a pool",
    },
}
CLASSES = 10
# Components with a smaller variance, relative to that of the first, are dropped: whitening would amplify their noise.
NEGLIGIBLE = 1e-3


def draw(sizes: Mapping[str, int], seed: int, whitened: bool) -> Pool:
    """Pool of `sizes` different images by part; whitening or scale is fitted to the training part."""
    images, digits = load_digits(return_X_y=True)
    parts = split(sizes, seed)
    pixels = {part: images[indices] for part, indices in parts.items()}
    labels = {part: digits[indices] for part, indices in parts.items()}
    return table_pool(whiten(pixels) if whitened else scale(pixels), labels, CLASSES)


def split(sizes: Mapping[str, int], seed: int) -> dict[str, np.ndarray]:
    """Indices of the images of each part; no image is in two parts.

    The training part is taken last from the permutation of the seed, so that its size does not change probe and test.
    """
    order = randomness.generator("trials", seed).permutation(SAMPLES)
    probe, test, training, _ = np.split(order, np.cumsum([sizes["probe"], sizes["test"], sizes["training"]]))
    return {"training": training, "probe": probe, "test": test}


def whiten(pixels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Principal components of the training images, each of mean 0 and variance 1 over them, [image, component]."""
    components = PCA(whiten=True, svd_solver="covariance_eigh").fit(pixels["training"])
    large = components.explained_variance_ > NEGLIGIBLE * components.explained_variance_[0]
    return {part: components.transform(images)[:, large] for part, images in pixels.items()}


def scale(pixels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Pixels with mean square 1 over the training images, the mean square of whitened ones."""
    size = np.sqrt(np.mean(pixels["training"] ** 2))
    return {part: images / size for part, images in pixels.items()}
