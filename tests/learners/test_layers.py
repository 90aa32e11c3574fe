"""Layers drawn from the seed: bound and moments."""

import numpy as np
import pytest
from richlazy.learners.layers import uniform_layer


def test_uniform_layer_has_the_bound_and_variance_of_its_fan_in():
    layer = uniform_layer(np.random.default_rng(0), 400, 25)
    assert layer.shape == (400, 25) and layer.dtype == np.float32
    assert 0.99 / 5 < np.abs(layer).max() <= np.float32(1 / 5)
    # n = 10 000 draws: the standard error of the variance is 0.9 % of it, that of the mean 0.6 % of the bound.
    assert layer.var() == pytest.approx(1 / (3 * 25), rel=0.04)
    assert abs(layer.mean()) < 0.025 / 5
