"""Learners end to end, on tiny stays with a signal that is easily found."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from richlazy.errors import InputError
from sklearn.metrics import average_precision_score, roc_auc_score

from studies.sepsis.methods import learning
from studies.sepsis.methods.gaussian_process import GaussianProcess
from studies.sepsis.methods.learning import LEARNERS, OnSamples, Scaled, Settings, learn, new_learner, scores
from studies.sepsis.methods.padding import Stays

NAMES = ["heart rate", "lactate"]
SETTINGS = Settings(epochs=3, batch=10, width=4, kernel=2, levels=2, training_samples=2, test_samples=3)


def stays(seed, count=40):
    """Cases rise in both channels from the first hour on."""
    rng = np.random.default_rng(seed)
    lengths, cases = rng.integers(2, 6, count), np.arange(count) % 2 == 0
    irregular, grid = [], np.zeros((count, 5, 2), np.float32)
    for row, length in enumerate(lengths):
        times = np.sort(rng.uniform(0, length, 2 * length))
        values = cases[row] * 2 - 1 + 0.3 * rng.standard_normal(2 * length)
        irregular.append((times, rng.integers(0, 2, 2 * length), values))
        grid[row, :length] = cases[row] * 2 - 1 + 0.3 * rng.standard_normal((length, 2))
    return Stays(irregular, grid, lengths, cases)


@pytest.mark.parametrize("name", LEARNERS)
def test_every_learner_learns_a_plain_signal_and_repeats_itself(name):
    found, settings = [], replace(SETTINGS, learning_rate=0.03)
    for _ in range(2):
        learner = new_learner(name, NAMES, settings, seed=1)
        epochs = learn(learner, stays(1), stays(2), settings, seed=1)
        found.append(scores(learner, stays(3), 3, seed=1))
    assert len(epochs) == 3 and roc_auc_score(stays(3).cases, found[0]) > 0.95
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("name", LEARNERS)
def test_a_score_depends_on_the_stay_and_the_seed_alone(name):
    learner, data = new_learner(name, NAMES, SETTINGS, seed=1), stays(1, 70)
    together = scores(learner, data, 3, seed=4)
    wide = replace(data, grid=np.concatenate([data.grid, np.full((70, 2, 2), 1e3, np.float32)], 1))
    np.testing.assert_allclose(scores(learner, wide, 3, seed=4), together, atol=1e-6)
    for row in (0, 69):
        np.testing.assert_allclose(scores(learner, data.take([row]), 3, seed=4), together[[row]], atol=1e-6)


def test_the_process_learns_along_with_the_network():
    learner = new_learner("mgp_tcn", NAMES, SETTINGS, seed=1)
    before = {name: weight.clone() for name, weight in learner.named_parameters()}
    learn(learner, stays(1), stays(2), replace(SETTINGS, choice="last", epochs=1), seed=1)
    same = [name for name, weight in learner.named_parameters() if torch.equal(weight, before[name])]
    assert not same


def test_a_minibatch_that_is_too_large_is_learned_from_in_parts_with_the_same_gradient():
    """Raw-TCN draws no samples, so that the weights must agree; parts differ in size and in their number of cases."""
    found = []
    for pairs in (learning.PAIRS, 700):
        learner = new_learner("raw_tcn", NAMES, SETTINGS, seed=1)
        learn(learner, stays(1), stays(2), replace(SETTINGS, choice="last", pairs=pairs), seed=1)
        found.append(torch.nn.utils.parameters_to_vector(learner.parameters()).detach())
    assert len(learning._parts(stays(1).take(range(10)), 700)) > 1
    start = torch.nn.utils.parameters_to_vector(new_learner("raw_tcn", NAMES, SETTINGS, seed=1).parameters())
    assert (found[0] - start).abs().max() > 0.01
    torch.testing.assert_close(*found, rtol=0, atol=1e-5)


def test_centred_outputs_begin_at_zero_and_are_scaled():
    plain = new_learner("mgp_tcn", NAMES, SETTINGS, seed=1)
    scaled = new_learner("mgp_tcn", NAMES, replace(SETTINGS, alpha=3.0), seed=1)
    centred = new_learner("mgp_tcn", NAMES, replace(SETTINGS, alpha=3.0, centre=True), seed=1)
    odds = [np.log(found / (1 - found)) for found in (scores(part, stays(1), 1, 2) for part in (plain, scaled))]
    np.testing.assert_allclose(odds[1], 3 * odds[0], atol=1e-5)
    assert (scores(centred, stays(1), 3, 2) == 0.5).all()
    trained = {name for name, weight in centred.named_parameters() if weight.requires_grad}
    assert trained == {name for name, _ in plain.named_parameters()}


def test_the_epoch_of_highest_auprc_is_kept_or_the_last():
    """With a rate at which the last epoch is not the best."""
    rng, data = np.random.default_rng(5), stays(2)
    noisy = replace(data, grid=data.grid + 3 * rng.standard_normal(data.grid.shape).astype(np.float32))
    kept = {}
    for choice in ("validation", "last"):
        settings = replace(SETTINGS, learning_rate=0.3, epochs=6, choice=choice)
        learner = new_learner("raw_tcn", NAMES, settings, seed=1)
        epochs = learn(learner, stays(1), noisy, settings, seed=1)
        kept[choice] = average_precision_score(noisy.cases, scores(learner, noisy, 3, 1))
    assert max(epochs) > epochs[-1]
    assert kept == pytest.approx({"validation": max(epochs), "last": epochs[-1]}, abs=1e-12)


def test_wrong_settings_are_refused():
    with pytest.raises(InputError, match="allowed are mgp_tcn, mgp_rnn, raw_tcn"):
        new_learner("tcn", NAMES, SETTINGS, 1)
    with pytest.raises(InputError, match="epochs = 0"):
        replace(SETTINGS, epochs=0)
    with pytest.raises(InputError, match="choice = 'best'"):
        replace(SETTINGS, choice="best")
    controls = replace(stays(1), cases=np.zeros(40, bool))
    with pytest.raises(InputError, match="training: 0 cases among 40 stays"):
        learn(new_learner("raw_tcn", NAMES, SETTINGS, 1), controls, stays(2), SETTINGS, 1)


def test_the_network_reads_the_process_at_the_end_of_each_hour():
    seen = []

    class Network(torch.nn.Module):
        def forward(self, grid, lengths):
            seen.append(grid)
            return grid.new_zeros(len(grid))

    known = [(np.array([1.0, 2.0]), np.array([0, 0]), np.array([3.0, -3.0]))]
    data = Stays(known, np.zeros((1, 2, 2), np.float32), np.array([2]), np.array([True]))
    learner = OnSamples(Network(), GaussianProcess(NAMES, length_scale=1.0, noise=1e-6))
    scores(Scaled(learner, 1.0, False), data, 5, seed=1)
    np.testing.assert_allclose(seen[0][:, :, 0], np.tile([3.0, -3.0], (5, 1)), atol=0.1)
