"""Images in the form of MNIST that are not MNIST's, and their files, for tests."""

import gzip
import struct

import numpy as np
from richlazy.data.mnist.files import FILES
from richlazy.data.mnist.images import Images


def few_images(training=7, test=4, seed=0) -> Images:
    """So many random images and labels."""
    random = np.random.default_rng(seed)
    parts = [
        (random.integers(0, 256, (size, 28, 28), np.uint8), random.integers(0, 10, size, np.uint8))
        for size in (training, test)
    ]
    return Images(*parts[0], *parts[1])


def numbered_images() -> Images:
    """As many images as MNIST has, of which the first two pixels tell the number (high byte, low byte), and the labels
    its last digit."""
    return Images(*_numbered(60_000), *_numbered(10_000))


def _numbered(size):
    images, numbers = np.zeros((size, 28, 28), np.uint8), np.arange(size)
    images[:, 0, 0], images[:, 0, 1] = numbers // 256, numbers % 256
    return images, (numbers % 10).astype(np.uint8)


def idx(array: np.ndarray) -> bytes:
    """Content of a file in IDX format, as http://yann.lecun.com/exdb/mnist describes it."""
    return struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def lay_down(folder, images: Images, compressed: bool) -> None:
    """Write the four files into a folder."""
    for name, array in zip(FILES, images, strict=True):
        content = idx(array)
        path = folder / (f"{name}.gz" if compressed else name)
        path.write_bytes(gzip.compress(content, 1) if compressed else content)
