"""One less linear CKA of trajectories, against the definition by centred Gram matrices and its invariances."""

import numpy as np
import pytest
import scipy.stats
import torch
from helpers.networks_of_seeds import networks, weights
from richlazy.measures.between_seeds.dynamics_distance import Trajectories, compare, describe

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.standard_normal((50, 7)), RANDOM.standard_normal((50, 9)) ** 3


def trajectories(samples):
    centred = torch.from_numpy(samples - samples.mean(0))
    return Trajectories(centred, float((centred.T @ centred).norm()))


def by_gram_matrices(x, y):
    """1 - HSIC(K, L) / √(HSIC(K, K) HSIC(L, L)) with centred linear kernels (Kornblith et al. 2019, equation 3)."""
    centring = np.eye(len(x)) - 1 / len(x)
    k, l = (centring @ one @ one.T @ centring for one in (x, y))  # noqa: E741 - as in the source
    return 1 - np.trace(k @ l) / np.sqrt(np.trace(k @ k) * np.trace(l @ l))


def test_is_that_of_centred_gram_matrices():
    assert compare(trajectories(X), trajectories(Y)) == pytest.approx(by_gram_matrices(X, Y), rel=1e-10)


def test_neither_rotation_nor_scale_nor_offset_matter():
    rotation = scipy.stats.ortho_group.rvs(7, random_state=1)
    assert compare(trajectories(X), trajectories(3 * X @ rotation + 5)) == pytest.approx(0, abs=1e-12)
    assert compare(trajectories(X @ rotation), trajectories(Y)) == pytest.approx(
        compare(trajectories(X), trajectories(Y))
    )


def test_trajectories_in_uncorrelated_directions_are_one_apart():
    basis = np.linalg.qr(RANDOM.standard_normal((50, 8)) - RANDOM.standard_normal((50, 8)).mean(0))[0]
    basis = basis - basis.mean(0)
    first, second = np.linalg.qr(basis)[0][:, :4], np.linalg.qr(basis)[0][:, 4:]
    assert compare(trajectories(first), trajectories(second)) == pytest.approx(1)


def test_activity_that_does_not_vary_has_no_distance():
    assert np.isnan(compare(trajectories(X), trajectories(np.ones((50, 3)))))


def test_trajectories_are_the_hidden_activity_at_all_steps_of_the_probe_trials():
    (network,) = networks(weights(1))
    activity = network.current.probe_activity
    samples = np.stack([activity[:, t, b].numpy() for t in range(activity.shape[1]) for b in range(activity.shape[2])])
    found = describe(network)
    np.testing.assert_allclose(found.activity, samples - samples.mean(0), atol=1e-12)
    assert found.norm == pytest.approx(np.linalg.norm(np.cov(samples.T) * (len(samples) - 1)))
