"""Images of MNIST shown at once: the same scales as for the other digits, and what they are read from."""

import numpy as np
import pytest
from richlazy.data.mnist.images import PATH
from richlazy.data.mnist_parts import choose
from richlazy.data.tables import digits, mnist

SIZES = {"training": 60, "probe": 20, "test": 30}


@pytest.fixture
def draw(images, monkeypatch):
    monkeypatch.setattr(mnist, "read_images", {PATH: images}.__getitem__)
    return lambda whitened: mnist.draw(SIZES, 1, whitened)


def test_it_is_read_from_the_file_that_a_rule_makes():
    assert mnist.RESOURCES == [PATH]


@pytest.mark.parametrize("whitened, change", [(True, digits.whiten), (False, digits.scale)])
def test_images_are_scaled_by_the_training_part(draw, images, whitened, change):
    pixels, labels = choose(images, SIZES, 1)
    pool, expected = draw(whitened), change({part: p.reshape(-1, 784) / 1.0 for part, p in pixels.items()})
    for part, size in SIZES.items():
        assert pool.parts[part].inputs.shape[:2] == (size, 1) and pool.parts[part].inputs.dtype == np.float32
        np.testing.assert_allclose(pool.parts[part].inputs[:, 0], expected[part], rtol=1e-6)
        np.testing.assert_array_equal(pool.parts[part].labels[:, 0], labels[part])
    assert (pool.classes, pool.decision_step) == (10, 0)
