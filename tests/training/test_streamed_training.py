"""Training on streams against a plain PyTorch loop on the same minibatches; chunks, blocks, centring, divergence."""

import numpy as np
import pytest
import torch
from richlazy.learners.recurrent.weights import Weights
from richlazy.training import loop
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import DRAWN_STEPS, FreshMinibatches
from richlazy.training.settings import Settings

INPUTS, OUTPUTS, TIME, BATCH, NETWORKS = 4, 3, 6, 8, 3
CHECKPOINTS = [0, 1, 10, 130]


class Random:
    """A stream of noise, whose trials depend on how many steps are taken at a time. poisoned: a step of NaN."""

    def __init__(self, seed, by_step=False, poisoned=None):
        self.random, self.by_step, self.poisoned, self.done = np.random.default_rng(seed), by_step, poisoned, 0

    def take(self, steps, batch):
        inputs = self.random.standard_normal((steps, batch, TIME, INPUTS)).astype(np.float32)
        labels = self.random.integers(OUTPUTS, size=(steps, batch, TIME) if self.by_step else (steps, batch))
        if self.poisoned is not None and self.done <= self.poisoned < self.done + steps:
            inputs[self.poisoned - self.done] = np.nan
        self.done += steps
        return inputs, labels


def streams(by_step=False, poisoned=(None,) * NETWORKS):
    return [FreshMinibatches(Random(seed, by_step, step), BATCH) for seed, step in enumerate(poisoned)]


def make_pool(dtype):
    """The part of the pool that gives shapes, and that is watched."""
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((20, INPUTS, TIME), generator=generator, dtype=torch.float64).to(dtype)
    return Pool(inputs, torch.randint(OUTPUTS, (20, TIME), generator=generator), OUTPUTS)


def make_settings(**changes):
    changes = {"optimizer": "sgd", "last_only": True, "rate": 0.05} | changes
    values = {"learning_rate": changes.pop("rate"), "momentum": 0.9} | changes.pop("values", {})
    return Settings("recurrent", 0.5, BATCH, CHECKPOINTS, values, **changes)


def silent(networks, step, loss):
    """A report that says nothing."""


@pytest.fixture
def weights(plain):
    return lambda dtype=torch.float32: plain.random_weights(13, INPUTS, OUTPUTS, NETWORKS, dtype=dtype)


def plain_training(plain, initial, minibatches, settings):
    """Final weights and the loss before each update of one network, by autograd and torch.optim."""
    leaves = Weights(*(w.clone().requires_grad_() for w in initial))
    rate, momentum = settings.values["learning_rate"], settings.values["momentum"]
    if settings.optimizer == "sgd":
        optimizer = torch.optim.SGD(leaves, lr=rate, momentum=momentum)
    else:
        optimizer = torch.optim.Adam(leaves, lr=rate, betas=(momentum, 0.999))
    losses = []
    for _ in range(settings.checkpoints[-1]):
        inputs, labels = minibatches.take(1)
        shown = torch.from_numpy(inputs[0]).to(initial[0].dtype).transpose(1, 2)
        labels = torch.from_numpy(labels[0])
        labels = labels if labels.ndim == 2 else labels[:, None].expand(-1, TIME)
        outputs = plain.outputs(leaves, shown, settings.architecture)
        if settings.centre:
            outputs = outputs - plain.outputs(initial, shown, settings.architecture)
        outputs = settings.alpha * outputs
        scored = slice(-1 if settings.last_only else 0, None)
        loss = torch.nn.functional.cross_entropy(outputs[:, scored].flatten(0, 1), labels[:, scored].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return [w.detach() for w in leaves], np.array(losses)


@pytest.mark.parametrize(
    "by_step, changes, dtype",
    [
        (False, {}, torch.float32),
        (True, {"last_only": False, "optimizer": "adam", "rate": 0.003}, torch.float32),
        (False, {"centre": True}, torch.float32),
        (False, {"centre": True, "alpha": 3.0, "optimizer": "adam", "rate": 0.003}, torch.float64),
    ],
)
def test_training_equals_a_plain_loop_on_the_same_minibatches(plain, weights, by_step, changes, dtype):
    initial, settings = weights(dtype), make_settings(**changes)
    history = train(initial, make_pool(dtype), streams(by_step), settings, silent)
    small = dtype == torch.float32
    for network, minibatches in enumerate(streams(by_step)):
        expected, losses = plain_training(plain, Weights(*(w[network] for w in initial)), minibatches, settings)
        for found, truth in zip(history.weights, expected, strict=True):
            torch.testing.assert_close(found[network, -1], truth, rtol=0, atol=2e-4 if small else 1e-9)
        np.testing.assert_allclose(history.loss[network], losses, rtol=2e-3 if small else 1e-6)
    assert (history.weights.recurrent[:, -1] - history.weights.recurrent[:, 0]).norm() > 0.05


def test_centred_outputs_are_zero_at_the_start(weights):
    history = train(weights(), make_pool(torch.float32), streams(), make_settings(centre=True, alpha=5.0), silent)
    np.testing.assert_allclose(history.loss[:, 0], np.log(OUTPUTS), rtol=1e-6)


@pytest.mark.parametrize("centre", [False, True])
def test_chunks_and_blocks_change_nothing(weights, monkeypatch, centre):
    settings = make_settings(centre=centre)
    whole = train(weights(), make_pool(torch.float32), streams(), settings, silent)
    monkeypatch.setattr(loop, "_BLOCK", 7)
    pieces = train(weights(), make_pool(torch.float32), streams(), settings, silent)
    assert np.array_equal(whole.loss, pieces.loss)
    assert all(torch.equal(a, b) for a, b in zip(whole.weights, pieces.weights, strict=True))
    monkeypatch.setattr(loop, "_CACHE_BYTES", 1)
    alone = train(weights(), make_pool(torch.float32), streams(), settings, silent)
    np.testing.assert_allclose(whole.loss, alone.loss, rtol=1e-3)
    torch.testing.assert_close(whole.weights.recurrent, alone.weights.recurrent, rtol=0, atol=1e-4)


@pytest.mark.parametrize("centre", [False, True])
@pytest.mark.parametrize("lost, step", [(0, 3), (1, 57), (2, 129)])
def test_a_diverged_network_is_dropped_and_the_others_go_on_as_without_it(weights, centre, lost, step):
    settings, initial = make_settings(centre=centre), weights(torch.float64)
    healthy = train(initial, make_pool(torch.float64), streams(), settings, silent)
    poisoned = [step if network == lost else None for network in range(NETWORKS)]
    history = train(initial, make_pool(torch.float64), streams(poisoned=poisoned), settings, silent)
    others = [network for network in range(NETWORKS) if network != lost]
    assert history.divergence_step[lost] == step and (history.divergence_step[others] == -1).all()
    torch.testing.assert_close(history.weights.recurrent[others], healthy.weights.recurrent[others], rtol=0, atol=1e-10)


@pytest.mark.parametrize("bound, stopped", [(1.01, [0] * NETWORKS), (1e-9, [-1] * NETWORKS)])
def test_a_stopping_rule_watches_the_centred_outputs_on_the_pool(weights, bound, stopped):
    """Centred, the initial loss on any trial is the logarithm of the number of classes."""
    values = {"train_error_bound": bound * np.log(OUTPUTS), "stopping_interval": 10}
    settings = make_settings(centre=True, stopping="train_error", values=values)
    history = train(weights(), make_pool(torch.float32), streams(), settings, silent)
    assert history.stopped_step.tolist() == stopped


def test_noise_on_targets_is_drawn_for_every_step(weights):
    settings = make_settings(target_noise="swapped_labels", values={"swapped_share": 1.0})
    noisy, clean = (
        train(weights(), make_pool(torch.float32), streams(), given, silent) for given in (settings, make_settings())
    )
    assert np.isfinite(noisy.loss).all() and not np.isclose(noisy.loss[:, 0], clean.loss[:, 0]).any()


@pytest.mark.parametrize("portions", [[1, 2, 7, 30, 90], [DRAWN_STEPS, 110], [130]])
def test_portions_do_not_matter_and_little_is_held(portions):
    (minibatches, *_), (expected, *_) = streams(), streams()
    pieces = [minibatches.take(steps) for steps in portions]
    for found, truth in zip(map(np.concatenate, zip(*pieces, strict=True)), expected.take(130), strict=True):
        assert np.array_equal(found, truth)
    assert sum(len(inputs) for inputs, _ in minibatches._waiting) <= DRAWN_STEPS


def test_channels_that_a_stream_lacks_stay_silent(plain):
    """As a pool that is padded to more channels (`input_channels`)."""
    initial = plain.random_weights(13, INPUTS + 2, OUTPUTS, NETWORKS, dtype=torch.float32)
    pool = make_pool(torch.float32)
    wide = Pool(torch.nn.functional.pad(pool.inputs, (0, 0, 0, 2)), pool.targets, OUTPUTS)
    found = train(initial, wide, streams(), make_settings(), silent)
    narrow = initial._replace(input=initial.input[:, :, :INPUTS].contiguous())
    expected = train(narrow, pool, streams(), make_settings(), silent)
    np.testing.assert_allclose(found.loss, expected.loss, rtol=1e-3)
