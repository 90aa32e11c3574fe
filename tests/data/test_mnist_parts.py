"""Which images of MNIST are in which part: training and validation by seed, its own test images for the test."""

import numpy as np
import pytest
from helpers import mnist_files
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.data import mnist_parts
from richlazy.data.tables import mnist, sequential_mnist

ALL = {"training": 55_000, "probe": 5_000, "test": 10_000}


def test_whole_parts_hold_every_image_once():
    assert mnist.SAMPLES == sequential_mnist.SAMPLES == ALL
    chosen = mnist_parts.split(ALL, 0)
    assert {part: len(indices) for part, indices in chosen.items()} == ALL
    assert sorted(np.concatenate([chosen["training"], chosen["probe"]])) == list(range(60_000))
    assert sorted(chosen["test"]) == list(range(10_000))


@given(st.builds(dict, **{part: st.integers(1, size) for part, size in ALL.items()}), st.integers(0, 5))
@settings(max_examples=15, deadline=None)
def test_smaller_parts_are_the_beginnings_of_the_whole_ones(sizes, seed):
    few, whole = mnist_parts.split(sizes, seed), mnist_parts.split(ALL, seed)
    for part, size in sizes.items():
        np.testing.assert_array_equal(few[part], whole[part][:size])


def test_another_seed_is_another_split():
    one, other = mnist_parts.split(ALL, 0), mnist_parts.split(ALL, 1)
    assert set(one["probe"]) != set(other["probe"])
    assert not np.array_equal(one["test"], other["test"])


@pytest.fixture(scope="module")
def images():
    return mnist_files.numbered_images()


def test_images_and_labels_are_the_chosen_ones_of_the_right_file(images):
    sizes = {"training": 50, "probe": 20, "test": 30}
    pixels, labels = mnist_parts.choose(images, sizes, 3)
    for part, chosen in mnist_parts.split(sizes, 3).items():
        np.testing.assert_array_equal(pixels[part][:, 0, :2] @ np.array([256, 1]), chosen)
        np.testing.assert_array_equal(labels[part], chosen % 10)
