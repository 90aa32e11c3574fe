"""Stopping rules: when they stop a network, by the losses of a plain forward pass, and what is kept of it."""

import numpy as np
import pytest
import torch
from richlazy.objectives import registry as objectives
from richlazy.training import loop
from richlazy.training.block import Pool
from richlazy.training.history import History
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings
from richlazy.training.stopping import registry
from richlazy.training.stopping.validation import Stopping as Validation

INPUTS, UNITS, TIME, TRIALS, NETWORKS = 4, 13, 3, 24, 3
STEPS, CHECKPOINTS = 240, [0, 1, 30, 100, 170, 240]
SETS = {"train_error_bound": 0.1, "patience": 3, "stopping_interval": 7}


def make_pool(seed=1, trials=TRIALS):
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn((trials, INPUTS, TIME), generator=generator, dtype=torch.float64)
    return Pool(inputs, (inputs.sum(1) > 0).long(), 2)


def silent(networks, step, loss):
    """A report that says nothing."""


def run(plain, stopping, objective, batch=8, watched=None, checkpoints=CHECKPOINTS, rate=0.05, weights=None, **more):
    """History of three networks, all checkpoints between the looks of the rule."""
    count = objectives.find(objective).output_count(2)
    weights = weights or plain.random_weights(UNITS, INPUTS, count, NETWORKS)
    values = {"learning_rate": rate, "momentum": 0.9, **SETS}
    settings = Settings(
        "recurrent", 0.7, batch, checkpoints, values, objective=objective, stopping=stopping, last_only=True, **more
    )
    orders = [MinibatchOrder(np.random.default_rng(network), TRIALS, batch) for network in range(NETWORKS)]
    return train(weights, make_pool(), orders, settings, silent, watched)


def losses(plain, history, objective, pool, alpha=1.0):
    """Outputs [output, trial] scaled and their loss, of a plain forward pass at every checkpoint, [network][step]."""
    module = objectives.find(objective)
    found = np.empty(history.weights.input.shape[:2])
    margins = np.empty_like(found)
    for network in range(found.shape[0]):
        for step in range(found.shape[1]):
            weights = history.weights._make(w[network, step] for w in history.weights)
            outputs = alpha * plain.outputs(weights, pool.inputs, 0.7)[:, -1].T
            targets = module.targets(pool.targets[:, -1], len(outputs)).double()
            found[network, step] = module.loss(outputs, targets) * (1 / alpha if objective == "hinge" else 1)
            margins[network, step] = (outputs * targets).min()
    return found, margins


EVERY = list(range(0, STEPS + 1, 7)) + [STEPS]


@pytest.mark.parametrize("batch", [8, TRIALS])
@pytest.mark.parametrize("cache", [1, 10**9])
def test_networks_stop_at_the_first_look_below_the_bound(plain, monkeypatch, batch, cache):
    monkeypatch.setattr(loop, "_CACHE_BYTES", cache)
    free = run(plain, "steps", "cross_entropy", batch, checkpoints=EVERY)
    error, _ = losses(plain, free, "cross_entropy", make_pool())
    expected = [EVERY[int(np.argmax(row[:-1] < SETS["train_error_bound"]))] for row in error]
    assert len(set(expected)) > 1 and min(expected) > 0, "nothing was told apart"
    history = run(plain, "train_error", "cross_entropy", batch)
    assert history.stopped_step.tolist() == expected and history.stopped_by.tolist() == ["train_error"] * NETWORKS
    assert (history.divergence_step == -1).all()
    for network, step in enumerate(expected):
        for index, checkpoint in enumerate(CHECKPOINTS):
            for kept, all_steps in zip(history.weights, free.weights, strict=True):
                if checkpoint in EVERY or checkpoint >= step:
                    truth = all_steps[network, EVERY.index(min(checkpoint, step))]
                    torch.testing.assert_close(kept[network, index], truth, rtol=0, atol=1e-9)
        np.testing.assert_allclose(history.loss[network, :step], free.loss[network, :step], rtol=1e-6)
        assert np.isnan(history.loss[network, step:]).all()


@pytest.mark.parametrize("alpha", [1, 4])
def test_networks_stop_when_all_margins_are_one(plain, alpha):
    more = {"alpha": alpha, "rate": 0.02}
    free = run(plain, "steps", "hinge", checkpoints=EVERY, **more)
    _, margins = losses(plain, free, "hinge", make_pool(), alpha)
    done = (margins[:, :-1] >= 1).argmax(1)
    assert (margins.max(1) >= 1).any() and done.max() > 0
    history = run(plain, "margins", "hinge", **more)
    for network in range(NETWORKS):
        fits = margins[network].max() >= 1
        assert history.stopped_step[network] == (EVERY[done[network]] if fits else -1)
        assert history.stopped_by[network] == ("margins" if fits else "steps")


def test_a_network_of_which_no_margin_is_missing_learns_nothing_more(plain):
    history = run(plain, "margins", "hinge", TRIALS, alpha=4, rate=0.02)
    stopped = np.flatnonzero(history.stopped_step >= 0)
    assert len(stopped)
    _, margins = losses(plain, history, "hinge", make_pool(), 4)
    assert (margins[stopped, -1] >= 1).all()


def test_validation_stops_by_the_probe_part(plain):
    probe = make_pool(seed=2, trials=50)
    probe.targets[:12] = 1 - probe.targets[:12]  # a quarter of the labels is wrong: the loss falls and rises again
    free = run(plain, "steps", "cross_entropy", checkpoints=EVERY)
    error, _ = losses(plain, free, "cross_entropy", probe)
    expected = []
    for row in error[:, :-1]:
        since = [step - int(np.argmin(row[: step + 1])) for step in range(len(row))]
        expected.append(EVERY[since.index(SETS["patience"])])
    assert len(set(expected)) > 1 and max(expected) > 7 * SETS["patience"], "no network learned before it stopped"
    history = run(plain, "validation", "cross_entropy", watched=probe)
    assert history.stopped_step.tolist() == expected and history.stopped_by.tolist() == ["validation"] * NETWORKS


@pytest.mark.parametrize("kept", [[0, 2], [1]])
def test_patience_goes_on_for_the_networks_that_stay(kept):
    looks = np.random.default_rng(0).random((9, 3))
    whole = Validation(3, patience=4, stopping_interval=1)
    for loss in looks[:4]:
        whole.check(loss, None, None)
    part = Validation(len(kept), patience=4, stopping_interval=1)
    part.continue_from(whole, kept)
    for loss in looks[4:]:
        np.testing.assert_array_equal(part.check(loss[kept], None, None), whole.check(loss, None, None)[kept])


def test_a_network_may_stop_before_the_first_step(plain):
    weights = plain.random_weights(UNITS, INPUTS, 2, NETWORKS)
    trained = run(plain, "steps", "cross_entropy", weights=weights).weights
    ready = trained._make(w[:, -1] for w in trained)
    error, _ = losses(plain, History(trained, *[None] * 5), "cross_entropy", make_pool())
    assert (error[:, -1] < SETS["train_error_bound"]).all()
    history = run(plain, "train_error", "cross_entropy", weights=ready)
    assert history.stopped_step.tolist() == [0] * NETWORKS and np.isnan(history.loss).all()
    for kept, given in zip(history.weights, ready, strict=True):
        assert all(torch.equal(kept[:, index], given) for index in range(len(CHECKPOINTS)))


def test_what_diverges_says_so_whatever_the_rule(plain):
    weights = plain.random_weights(UNITS, INPUTS, 2, NETWORKS)
    weights.recurrent[1] *= 1e200
    history = run(plain, "train_error", "cross_entropy", weights=weights, divergence_loss=1000)
    assert history.stopped_by.tolist() == ["train_error", "divergence", "train_error"]
    assert history.stopped_step[1] == history.divergence_step[1] == 0
    assert history.weights.recurrent[1, 1:].isnan().all() and history.weights.recurrent[[0, 2]].isfinite().all()


def test_what_acts_record_is_that_of_the_stop(plain):
    history = run(plain, "train_error", "cross_entropy", after_update=("path_length",))
    lengths = history.recorded["path_length_2"]
    for network, step in enumerate(history.stopped_step):
        later = [index for index, checkpoint in enumerate(CHECKPOINTS) if checkpoint >= step]
        assert len(later) > 1 and (lengths[network, later] == lengths[network, later[0]]).all()
        assert lengths[network, later[0]] > lengths[network, later[0] - 1]


def test_contracts_of_the_rules():
    for name in registry.available():
        rule = registry.find(name)
        declared = {key: entry["default"] for key, entry in rule.PARAMETERS.items()}
        made = rule.Stopping(2, **declared)
        assert rule.PART in (None, "training", "probe") and rule.LONG_NAME
        assert made.every == declared.get("stopping_interval", 0)
