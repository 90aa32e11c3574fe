"""MNIST in two classes: means of four pixels, one mean and one deviation, and nested subsets."""

import numpy as np
import pytest
from helpers.mnist_files import few_images
from richlazy.data.mnist.images import PATH
from richlazy.data.mnist_parts import choose

from studies.sgd_noise.data import binary_mnist

SIZES = {"training": 40, "probe": 10, "test": 30}


@pytest.fixture(scope="module")
def images():
    return few_images(60_000, 10_000)


@pytest.fixture
def draw(images, monkeypatch):
    monkeypatch.setattr(binary_mnist, "read_images", {PATH: images}.__getitem__)
    return binary_mnist.draw


def test_it_is_read_from_the_file_that_a_rule_makes():
    assert binary_mnist.RESOURCES == [PATH]


def test_pixels_are_means_of_four(draw, images):
    pool, chosen = draw(SIZES, 1, "parity", True), choose(images, SIZES, 1)[0]["test"].astype(float)
    squares = (chosen[:, ::2, ::2] + chosen[:, 1::2, ::2] + chosen[:, ::2, 1::2] + chosen[:, 1::2, 1::2]) / 4
    reference = images.training.astype(np.float32).reshape(-1, 14, 2, 14, 2).mean((2, 4))
    expected = (squares.reshape(30, 196) - reference.mean()) / reference.std()
    np.testing.assert_allclose(pool.parts["test"].inputs[:, 0], expected, rtol=1e-4, atol=1e-4)
    assert pool.classes == 2


def test_whole_images_and_halves(draw, images):
    pool, labels = draw(SIZES, 1, "halves", False), choose(images, SIZES, 1)[1]
    assert pool.parts["training"].inputs.shape == (40, 1, 784)
    np.testing.assert_array_equal(pool.parts["training"].labels[:, 0], labels["training"] >= 5)


def test_samples_of_a_smaller_number_are_the_first_of_a_larger(draw):
    few, many = (draw(SIZES | {"training": count}, 4, "parity", True).parts["training"] for count in (16, 64))
    np.testing.assert_array_equal(few.inputs, many.inputs[:16])
