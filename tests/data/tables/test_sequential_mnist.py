"""Images of MNIST shown row by row: inputs in [0, 1], in the order of the rows, each step with the label."""

import numpy as np
import pytest
from richlazy.data.mnist.images import PATH
from richlazy.data.mnist_parts import choose
from richlazy.data.tables import sequential_mnist

SIZES = {"training": 60, "probe": 20, "test": 30}


@pytest.fixture
def pool(images, monkeypatch):
    monkeypatch.setattr(sequential_mnist, "read_images", {PATH: images}.__getitem__)
    return sequential_mnist.draw(SIZES, 1)


def test_it_is_read_from_the_file_that_a_rule_makes():
    assert sequential_mnist.RESOURCES == [PATH]


def test_steps_are_rows_and_channels_are_columns(pool, images):
    pixels, labels = choose(images, SIZES, 1)
    for part, size in SIZES.items():
        trials = pool.parts[part]
        assert trials.inputs.shape == (size, sequential_mnist.STEPS, sequential_mnist.CHANNELS)
        assert trials.inputs.dtype == np.float32 and 0 == trials.inputs.min() < trials.inputs.max() == 1
        for step in range(sequential_mnist.STEPS):
            np.testing.assert_array_equal(np.rint(trials.inputs[:, step] * 255), pixels[part][:, step])
            np.testing.assert_array_equal(trials.labels[:, step], labels[part])


def test_the_decision_is_made_at_the_last_step_among_ten(pool):
    assert (pool.decision_step, pool.classes) == (27, 10)
    assert all(set(trials.labels[:, -1]) <= set(range(10)) for trials in pool.parts.values())
