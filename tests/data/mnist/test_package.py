"""Images from the wheel: exactly those bytes that were divided by 256, and they are MNIST's."""

import pickle

import numpy as np
import pytest
from helpers import mnist_files, wheel_files
from richlazy.data.mnist.images import verified
from richlazy.data.mnist.package import from_pickle, read_package
from richlazy.downloads.pinned import MNIST
from richlazy.errors import InputError


def pickled(images, divisor=256, split=5):
    """The form of the wheel: training images in two parts, then test images."""

    def pair(pixels, labels):
        return (pixels.reshape(-1, 784) / np.float32(divisor)).astype(np.float32), labels.astype(np.int64)

    training, labels, test, test_labels = images
    parts = pair(training[:split], labels[:split]), pair(training[split:], labels[split:]), pair(test, test_labels)
    return pickle.dumps(parts)


def test_every_byte_comes_back():
    images = mnist_files.few_images()
    images.training[0] = np.arange(784).reshape(28, 28) % 256
    for found, expected in zip(from_pickle(pickled(images)), images, strict=True):
        assert found.dtype == np.uint8
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("divisor", [255, 128, -256])
def test_pixels_that_are_no_multiples_are_refused(divisor):
    with pytest.raises(InputError, match="no multiples of 1 / 256"):
        from_pickle(pickled(mnist_files.few_images(), divisor))


def test_the_wheel_holds_the_images_of_mnist(tmp_path):
    """Against what is published of them: images per digit, mean and deviation of the pixels, the first labels."""
    images = verified(read_package(wheel_files.lay_down(MNIST, tmp_path)), "the wheel", "")
    counts = np.bincount(images.training_labels).tolist(), np.bincount(images.test_labels).tolist()
    assert counts[0] == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert counts[1] == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert images.training_labels[:8].tolist() == [5, 0, 4, 1, 9, 2, 1, 3]
    assert images.test_labels[:8].tolist() == [7, 2, 1, 0, 4, 1, 4, 9]
    assert images.training.mean() / 255 == pytest.approx(0.1307, abs=5e-5)
    assert images.training.std() / 255 == pytest.approx(0.3081, abs=5e-5)


def test_another_wheel_is_refused(tmp_path):
    (tmp_path / MNIST.file).write_bytes(b"another")
    with pytest.raises(InputError, match=f"found sha256 .* expected {MNIST.sha256}"):
        read_package(tmp_path / MNIST.file)
