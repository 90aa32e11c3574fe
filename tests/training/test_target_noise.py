"""Noise on targets: its law, its streams, and training with it against a plain PyTorch loop."""

import numpy as np
import pytest
import torch
from helpers.every_part import KINDS
from richlazy import randomness
from richlazy.learners.recurrent.weights import Weights
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

INPUTS, OUTPUTS, TIME, TRIALS = 4, 3, 5, 40
SEEDS = [7, 3, 12]


def one_hot(labels, outputs):
    """Dense targets [step, output, time, trial] of labels [step, time, trial]."""
    return torch.nn.functional.one_hot(labels, outputs).movedim(-1, 1).double()


def noise(name):
    return KINDS["target noise"].find(name).add


def test_swapped_trials_have_all_targets_of_another_trial_in_the_stated_share():
    steps, trials, share = 200, 50, 0.3
    own = torch.arange(trials).expand(steps, TIME, trials)
    targets = one_hot(own, trials)
    noise("swapped_labels")(targets, np.random.default_rng(0), swapped_share=share)
    found = targets.argmax(1)
    assert (found == found[:, :1]).all(), "a trial keeps the course of one trial"
    changed = (found[:, 0] != own[:, 0]).double().mean().item()
    expected = share * (1 - 1 / trials)
    assert abs(changed - expected) < 5 * np.sqrt(expected / (steps * trials))
    counts = torch.bincount(found[:, 0][found[:, 0] != own[:, 0]], minlength=trials).double()
    assert counts.std() < 2 * counts.mean().sqrt(), "sources are drawn uniformly"


def test_all_trials_are_redrawn_at_a_share_of_one():
    targets = one_hot(torch.zeros((1, TIME, 6), dtype=torch.int64), OUTPUTS)
    before = targets.clone()
    noise("swapped_labels")(targets, np.random.default_rng(0), swapped_share=1)
    assert torch.equal(targets, before), "trials of one class cannot have a wrong label"


def test_gaussian_targets_have_the_stated_deviation():
    targets = torch.full((30, OUTPUTS, TIME, TRIALS), 2.0, dtype=torch.float64)
    noise("gaussian_targets")(targets, np.random.default_rng(0), target_deviation=0.5)
    assert abs(targets.mean().item() - 2) < 5 * 0.5 / np.sqrt(targets.numel())
    assert abs(targets.std().item() / 0.5 - 1) < 5 / np.sqrt(2 * targets.numel())


def make_pool():
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((TRIALS, INPUTS, TIME), generator=generator, dtype=torch.float64)
    return Pool(inputs, torch.randint(OUTPUTS, (TRIALS, TIME), generator=generator), OUTPUTS)


def make_settings(batch, checkpoints=(0, 120), limit=np.inf):
    values = {"learning_rate": 0.02, "momentum": 0.9, "swapped_share": 0.4}
    return Settings("recurrent", 1.0, batch, checkpoints, values, target_noise="swapped_labels", divergence_loss=limit)


def make_orders(count, batch):
    return [MinibatchOrder(np.random.default_rng(network), TRIALS, batch) for network in range(count)]


def run(plain, batch, **changes):
    weights = plain.random_weights(13, INPUTS, OUTPUTS, len(SEEDS))
    settings = make_settings(batch, **changes)
    return weights, train(
        weights, make_pool(), make_orders(len(SEEDS), batch), settings, lambda *progress: None, seeds=SEEDS
    )


@pytest.mark.parametrize("batch", [8, TRIALS])
def test_training_with_swapped_labels_is_that_of_pytorch(plain, batch):
    """Against torch.optim.SGD on labels that the test swaps by itself, one step after the other."""
    weights, history = run(plain, batch)
    pool, settings = make_pool(), make_settings(batch)
    for network, (seed, order) in enumerate(zip(SEEDS, make_orders(len(SEEDS), batch), strict=True)):
        stream = randomness.generator("target noise", seed)
        leaves = Weights(*(w[network].double().clone().requires_grad_() for w in weights))
        optimizer = torch.optim.SGD(leaves, lr=0.02, momentum=0.9)
        for _ in range(settings.checkpoints[-1]):
            trials = torch.from_numpy(order.take(1)[0])
            chance, position = stream.random((2, batch))
            shown = np.where(chance < 0.4, (position * batch).astype(int), np.arange(batch))
            loss = plain.loss(leaves, pool.inputs[trials], pool.targets[trials[shown]], 1.0, False)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        for found, truth in zip(history.weights, leaves, strict=True):
            torch.testing.assert_close(found[network, -1].double(), truth.detach(), rtol=0, atol=1e-9)


@pytest.mark.parametrize("batch", [8, TRIALS])
def test_noise_depends_on_the_seed_alone(plain, batch):
    """Not on checkpoints, which divide the steps into blocks, nor on the other networks of a training."""
    weights, history = run(plain, batch)
    _, divided = run(plain, batch, checkpoints=(0, 7, 50, 119, 120))
    single = train(
        weights._make(w[1:2] for w in weights),
        make_pool(),
        make_orders(2, batch)[1:],
        make_settings(batch),
        lambda *progress: None,
        seeds=SEEDS[1:2],
    )
    for found, other, alone in zip(history.weights, divided.weights, single.weights, strict=True):
        assert torch.equal(found[:, -1], other[:, -1])
        torch.testing.assert_close(found[1:2, -1], alone[:, -1], rtol=0, atol=1e-12)


def test_networks_that_remain_keep_their_streams(plain):
    """The first network diverges at once; the others go on as without it."""
    weights, healthy = run(plain, 8)
    broken = weights._make(w.clone() for w in weights)
    broken.recurrent[0] *= 30
    history = train(
        broken,
        make_pool(),
        make_orders(len(SEEDS), 8),
        make_settings(8, limit=1000),
        lambda *progress: None,
        seeds=SEEDS,
    )
    assert history.divergence_step[0] >= 0 and (history.divergence_step[1:] == -1).all()
    for found, expected in zip(history.weights, healthy.weights, strict=True):
        torch.testing.assert_close(found[1:, -1], expected[1:, -1], rtol=0, atol=1e-12)
