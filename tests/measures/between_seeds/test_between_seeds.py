"""Measures between seeds: matrices that are symmetric and NaN where they must be, whatever the measure."""

import numpy as np
import pytest
import torch
from helpers.networks_of_seeds import networks, probes, weights
from richlazy.measures.between_seeds import registry
from richlazy.measures.between_seeds.networks import attributes, evaluate_pairs
from richlazy.measures.loss import measure as loss

NAMES = registry.available()
SEEDS = [4, 7, 11]


def test_these_are_known():
    assert NAMES == ["dynamics_distance", "loss_distance", "weight_distance"]


def test_values_are_symmetric_and_of_the_first_and_the_last_checkpoint():
    values = evaluate_pairs(weights(3, checkpoints=3), probes(), NAMES, SEEDS)
    for name, found in values.items():
        low, high = registry.constant(name, "RANGE")
        assert found.shape == (3, 3, 3)
        assert np.isnan(found[..., 1]).all() and np.isnan(found[range(3), range(3)]).all()
        pairs = found[~np.eye(3, dtype=bool)][:, [0, 2]]
        assert (pairs > low).all() and (high is None or (pairs < high).all()), name
        np.testing.assert_array_equal(found, found.transpose(1, 0, 2))
        assert (found[0, 1, 0] != found[0, 1, 2]) and len(np.unique(pairs)) == 6


def test_a_single_checkpoint_is_the_first_and_the_last():
    for found in evaluate_pairs(weights(2, checkpoints=1), probes(), NAMES, [0, 1]).values():
        assert np.isfinite(found[0, 1, 0]) and found.shape == (2, 2, 1)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_diverged_network_has_no_values_and_touches_no_others(value):
    sound, broken = weights(3, checkpoints=2), weights(3, checkpoints=2)
    broken.recurrent[1, 1, 0, 0] = value
    before, after = (evaluate_pairs(one, probes(), NAMES, SEEDS) for one in (sound, broken))
    for name in NAMES:
        assert np.isnan(after[name][1, :, 1]).all() and np.isnan(after[name][:, 1, 1]).all()
        np.testing.assert_array_equal(after[name][..., 0], before[name][..., 0])
        np.testing.assert_array_equal(after[name][[0, 2]][:, [0, 2]], before[name][[0, 2]][:, [0, 2]])


def test_pairs_are_those_of_the_networks_by_themselves():
    every = evaluate_pairs(weights(3, checkpoints=2), probes(), NAMES, SEEDS)
    two = type(weights(1))(*(w[[0, 2]] for w in weights(3, checkpoints=2)))
    for name, found in evaluate_pairs(two, probes(), NAMES, [4, 11]).items():
        np.testing.assert_array_equal(found, every[name][[0, 2]][:, [0, 2]])


def test_the_difference_of_losses_is_that_of_the_measure_loss():
    found = evaluate_pairs(weights(2, checkpoints=2), probes(), ["loss_distance"], [0, 1])["loss_distance"]
    losses = [loss(*network) for network in networks(weights(2, checkpoints=2))]
    assert found[0, 1, 1] == pytest.approx(abs(losses[0] - losses[1]))
    assert attributes("loss_distance", probes()) == {
        "long_name": "difference of the cross-entropy between seeds",
        "units": "nat",
    }


def test_networks_that_differ_in_the_order_of_their_units_alone_are_the_same():
    first = weights(1, checkpoints=2)
    order = torch.randperm(first.recurrent.shape[-1], generator=torch.Generator().manual_seed(3))
    second = type(first)(
        recurrent=first.recurrent[..., order, :][..., order],
        input=first.input[..., order, :],
        output=first.output[..., order],
    )
    both = type(first)(*(torch.cat(pair) for pair in zip(first, second, strict=True)))
    for name, found in evaluate_pairs(both, probes(), NAMES, [0, 1]).items():
        np.testing.assert_allclose(found[0, 1], 0, atol=1e-6, err_msg=name)
