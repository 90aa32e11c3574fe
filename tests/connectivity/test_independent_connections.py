"""Independent connections: their share, and none at all."""

import numpy as np
import pytest
from richlazy.connectivity.independent_connections import independent_connections
from richlazy.errors import InputError


@pytest.mark.parametrize("density", [0.05, 0.7])
def test_the_share_is_the_density(density):
    present = independent_connections(300, density, np.random.default_rng(0))
    assert present.shape == (300, 300)
    assert present.mean() == pytest.approx(density, abs=4 * np.sqrt(density * (1 - density)) / 300)


def test_a_density_of_one_is_every_connection():
    assert independent_connections(20, 1, np.random.default_rng(0)).all()


def test_no_connection_at_all_is_refused():
    with pytest.raises(InputError, match="density: 1e-09 leaves none of the 100 connections of 10 units.*density: 1"):
        independent_connections(10, 1e-9, np.random.default_rng(0))
