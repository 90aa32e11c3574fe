"""The matrix of a ring: who is connected with whom, and how strongly."""

import numpy as np
import pytest

from studies._example.builders import ring as part


def built(units=40, gain=1.5, reach=3, seed=0):
    return part.build(units, gain, np.random.default_rng(seed), reach=reach)


@pytest.mark.parametrize("reach", [1, 3])
def test_every_unit_is_connected_with_its_neighbours_and_itself(reach):
    matrix = built(reach=reach)
    assert ((matrix != 0).sum(1) == 2 * reach + 1).all()
    for shift in range(-reach, reach + 1):
        assert np.roll(matrix, shift, 1).diagonal().all()


def test_the_summed_variance_of_the_inputs_of_a_unit_is_the_squared_gain():
    rows = np.concatenate([built(seed=seed) for seed in range(200)])
    assert (rows**2).sum(1).mean() == pytest.approx(1.5**2, rel=0.05)
