"""The last update that changed a weight, beside the losses of all minibatches."""

import numpy as np
import pytest
from helpers.trained_networks import learn


@pytest.mark.parametrize("seeds", [(0,), (0, 1, 3, 4, 5)])
def test_it_is_the_last_minibatch_with_a_loss(seeds):
    """Networks that stop earlier than others keep theirs."""
    history, _, _ = learn(2.0**12, 0.002, seeds)
    assert (history.stopped_by == "margins").all() and (len(seeds) == 1 or np.ptp(history.stopped_step) > 0)
    for number in range(len(seeds)):
        last = 1 + np.flatnonzero(np.nan_to_num(history.loss[number]) > 0)[-1]
        assert history.recorded["last_update"][number, -1] == last <= history.stopped_step[number]


def test_checkpoints_have_that_of_their_time():
    history, _, _ = learn(2.0**12, 0.002, steps=400, checkpoints=[0, 5, 400])
    values, loss = history.recorded["last_update"][0], history.loss[0]
    assert values[0] == 0 and values[1] == 1 + np.flatnonzero(loss[:5] > 0)[-1] and values[2] > 5


def test_that_of_a_network_that_diverged_is_not_known():
    history, _, _ = learn(1.0, 1e9, steps=200)
    assert np.isnan(history.recorded["last_update"][0, -1])
