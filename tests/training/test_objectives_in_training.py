"""Objectives, output scale, centring, real targets and data of each network's own, against a plain loop of autograd."""

import numpy as np
import pytest
import torch
from richlazy.learners.feedforward import weights as feedforward
from richlazy.learners.feedforward.architecture import architecture
from richlazy.objectives import registry
from richlazy.training import loop
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings
from richlazy.training.whole_part import WholePart

INPUTS, UNITS, TRIALS, STEPS = 4, 13, 60, 25
CLASSES = 3
LEARNERS = {"recurrent": (0.4, 5), "feedforward": (architecture({"activation": "relu", "truncated_layers": "all"}), 1)}


def make_pool(learner, targets="labels", networks=None):
    """A pool of one part; real targets have two outputs; `networks`: each has its own."""
    time, generator = LEARNERS[learner][1], torch.Generator().manual_seed(1)
    lead = () if networks is None else (networks,)
    inputs = torch.randn((*lead, TRIALS, INPUTS, time), generator=generator, dtype=torch.float64)
    if targets == "labels":
        return Pool(inputs, torch.randint(CLASSES, (*lead, TRIALS, time), generator=generator), CLASSES)
    return Pool(inputs, torch.randn((*lead, TRIALS, time, 2), generator=generator, dtype=torch.float64), 2)


def make_weights(plain, learner, outputs, networks):
    if learner == "recurrent":
        return plain.random_weights(UNITS, INPUTS, outputs, networks)
    generator = torch.Generator().manual_seed(0)
    shapes = (2, UNITS, UNITS, 1.2 / UNITS**0.5), (UNITS, INPUTS, 0.5), (outputs, UNITS, 0.5)
    return feedforward.Weights(
        *(s * torch.randn((networks, *shape), generator=generator, dtype=torch.float64) for *shape, s in shapes)
    )


def plain_outputs(plain, learner, weights, inputs):
    """Outputs [trial, time, output] of one network for inputs [trial, input, time]."""
    if learner == "recurrent":
        return plain.outputs(weights, inputs, LEARNERS[learner][0])
    state = inputs[:, :, 0] @ weights.embedding.T
    for matrix in weights.hidden:
        state = torch.relu(state @ matrix.T)
    return (state @ weights.output.T)[:, None]


def plain_training(plain, learner, weights, pool, order, settings):
    """Weights after training and the loss before each update, of one network, by autograd and torch.optim."""
    objective, alpha, last = registry.find(settings.objective), settings.alpha, settings.last_only
    leaves = weights._make(w.clone().requires_grad_() for w in weights)
    trained = [w for name, w in leaves._asdict().items() if name != "embedding"]
    optimizer = torch.optim.SGD(trained, lr=settings.values["learning_rate"], momentum=settings.values["momentum"])
    initial = plain_outputs(plain, learner, weights, pool.inputs).detach()
    losses = []
    for batch in torch.from_numpy(order.take(STEPS)):
        outputs = plain_outputs(plain, learner, leaves, pool.inputs[batch])
        if settings.centre:
            outputs = outputs - initial[batch]
        outputs, targets = alpha * outputs, pool.targets[batch]
        if last:
            outputs, targets = outputs[:, -1:], targets[:, -1:]
        outputs = outputs.flatten(0, 1).T
        flat = targets.flatten() if targets.ndim == 2 else targets.flatten(0, 1).T
        loss = objective.loss(outputs, objective.targets(flat, len(outputs)).to(torch.float64))
        loss = loss / alpha if settings.objective == "hinge" else loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return leaves._make(w.detach() for w in leaves), losses


def silent(networks, step, loss):
    """A report that says nothing."""


def make_settings(learner, batch=8, last_only=False, **more):
    values = {"learning_rate": 0.005, "momentum": 0.9}
    return Settings(learner, LEARNERS[learner][0], batch, [0, STEPS], values, last_only=last_only, **more)


def make_orders(networks, batch=8):
    return [MinibatchOrder(np.random.default_rng(network), TRIALS, batch) for network in range(networks)]


def check(plain, learner, pool, networks, settings):
    outputs = pool.output_count(registry.find(settings.objective))
    weights = make_weights(plain, learner, outputs, networks)
    history = train(weights, pool, make_orders(networks, settings.batch), settings, silent)
    for network, order in enumerate(make_orders(networks, settings.batch)):
        own = Pool(pool.inputs[network], pool.targets[network], pool.classes) if pool.replicated else pool
        alone = weights._make(w[network] for w in weights)
        expected, losses = plain_training(plain, learner, alone, own, order, settings)
        for found, truth, before in zip(history.weights, expected, alone, strict=True):
            torch.testing.assert_close(found[network, -1], truth, rtol=0, atol=1e-9)
            assert torch.equal(truth, before) or (truth - before).norm() > 1e-2
        np.testing.assert_allclose(history.loss[network], losses, rtol=1e-5)
    return history


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("objective", registry.available())
@pytest.mark.parametrize("alpha, centre, networks", [(1, False, 1), (3, False, 2), (0.5, True, 2), (2, True, 1)])
def test_training_equals_autograd(plain, learner, objective, alpha, centre, networks):
    settings = make_settings(learner, objective=objective, alpha=alpha, centre=centre, last_only=networks == 1)
    check(plain, learner, make_pool(learner), networks, settings)


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("batch", [8, TRIALS])
@pytest.mark.parametrize("own, networks", [(False, 1), (False, 3), (True, 1), (True, 3)])
def test_real_targets_and_data_of_each_network(plain, monkeypatch, learner, batch, own, networks):
    monkeypatch.setattr(loop, "_BLOCK", 10)  # the whole pool is loaded once and serves every block
    pool = make_pool(learner, "values", networks if own else None)
    settings = make_settings(learner, batch, objective="squared_error", alpha=0.7, centre=True)
    check(plain, learner, pool, networks, settings)


def test_networks_in_chunks_have_their_own_data(plain, monkeypatch):
    monkeypatch.setattr(loop, "_CACHE_BYTES", 1)  # every network alone
    settings = make_settings("feedforward", objective="squared_error", centre=True)
    check(plain, "feedforward", make_pool("feedforward", "values", 3), 3, settings)


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("lost", [0, 1])
def test_centred_networks_go_on_as_before_when_another_diverges(plain, learner, lost):
    pool = make_pool(learner, "values", 3)
    settings = make_settings(learner, objective="squared_error", centre=True)
    weights = make_weights(plain, learner, 2, 3)
    healthy = train(weights, pool, make_orders(3), settings, silent)
    pool.targets[lost] = torch.nan
    history = train(weights, pool, make_orders(3), settings, silent)
    others = [network for network in range(3) if network != lost]
    assert history.divergence_step[lost] == 0 and (history.divergence_step[others] == -1).all()
    for found, expected in zip(history.weights, healthy.weights, strict=True):
        torch.testing.assert_close(found[others], expected[others], rtol=0, atol=1e-10)


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("batch", [7, TRIALS, TRIALS + 9])
@pytest.mark.parametrize("own, last_only, networks", [(False, False, 1), (True, True, 2), (False, True, 3)])
def test_outputs_on_a_whole_part_are_those_of_every_trial(plain, learner, batch, own, last_only, networks):
    from richlazy import learners

    (layout, time), objective = LEARNERS[learner], registry.find("squared_error")
    pool = make_pool(learner, "values", 4 if own else None)
    weights, places = make_weights(plain, learner, 2, networks), [3, 0, 2][:networks]
    ensemble = learners.parts(learner).find("ensemble").Ensemble(weights, layout, time, batch, last_only)
    found = WholePart(pool, objective, places, batch, last_only).outputs(ensemble)
    for network, place in enumerate(places):
        inputs = pool.inputs[place] if own else pool.inputs
        expected = plain_outputs(plain, learner, weights._make(w[network] for w in weights), inputs)
        torch.testing.assert_close(found[network], expected[:, -1:] if last_only else expected)


@pytest.mark.parametrize("learner", LEARNERS)
def test_scale_of_outputs_and_read_out_are_one_lever_of_a_linear_read_out(plain, learner):
    """alpha · f is the network whose read-out is alpha times as large, before it learns: the first losses agree."""
    pool, weights = make_pool(learner), make_weights(plain, learner, CLASSES, 2)
    scaled = train(weights, pool, make_orders(2), make_settings(learner, alpha=3), silent)
    larger = train(weights._replace(output=3 * weights.output), pool, make_orders(2), make_settings(learner), silent)
    np.testing.assert_allclose(scaled.loss[:, 0], larger.loss[:, 0], rtol=1e-6)
    assert not np.allclose(scaled.loss[:, -1], larger.loss[:, -1], rtol=1e-3)
