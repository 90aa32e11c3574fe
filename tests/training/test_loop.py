"""Training against a plain PyTorch loop with torch.optim; chunks, divergence, reports."""

import numpy as np
import pytest
import torch
from richlazy.learners.recurrent.ensemble import Ensemble
from richlazy.learners.recurrent.weights import Weights
from richlazy.training import loop
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

INPUTS, OUTPUTS, TIME, BATCH = 4, 3, 6, 8
CHECKPOINTS = [0, 1, 10, 130]


def make_pool(trials=200, dtype=torch.float64):
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((trials, INPUTS, TIME), generator=generator, dtype=torch.float64).to(dtype)
    return Pool(inputs, torch.randint(OUTPUTS, (trials, TIME), generator=generator), OUTPUTS)


def make_orders(networks, trials=200):
    return [MinibatchOrder(np.random.default_rng(network), trials, BATCH) for network in networks]


def make_settings(
    optimizer="sgd", leak=1.0, last_only=False, momentum=0.9, rate=0.01, checkpoints=CHECKPOINTS, limit=np.inf
):
    values = {"learning_rate": rate, "momentum": momentum}
    return Settings(
        "recurrent", leak, BATCH, checkpoints, values, optimizer, last_only=last_only, divergence_loss=limit
    )


def silent(networks, step, loss):
    """A report that says nothing."""


def plain_training(plain, weights, pool, order, settings):
    """Weights at the checkpoints and the loss before each update, of one network in float64."""
    leaves = Weights(*(w.double().clone().requires_grad_() for w in weights))
    rate, momentum = settings.values["learning_rate"], settings.values["momentum"]
    if settings.optimizer == "sgd":
        optimizer = torch.optim.SGD(leaves, lr=rate, momentum=momentum)
    else:
        optimizer = torch.optim.Adam(leaves, lr=rate, betas=(momentum, 0.999))
    kept, losses, inputs = [], [], pool.inputs.double()
    for step in range(settings.checkpoints[-1] + 1):
        if step in settings.checkpoints:
            kept.append([w.detach().clone() for w in leaves])
        batch = torch.from_numpy(order.take(1)[0])
        loss = plain.loss(leaves, inputs[batch], pool.targets[batch], settings.architecture, settings.last_only)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return Weights(*(torch.stack(w) for w in zip(*kept, strict=True))), np.array(losses[:-1])


@pytest.mark.parametrize(
    "networks, units, optimizer, leak, last_only, momentum, dtype",
    [
        (3, 13, "sgd", 1.0, False, 0.9, torch.float64),
        (1, 13, "sgd", 0.2, True, 0.9, torch.float64),
        (2, 16, "sgd", 0.5, False, 0.0, torch.float64),
        (3, 13, "adam", 0.2, False, 0.9, torch.float64),
        (2, 12, "adam", 1.0, True, 0.8, torch.float64),
        (2, 40, "sgd", 1.0, False, 0.9, torch.float32),
    ],
)
def test_trajectories_equal_pytorch(plain, networks, units, optimizer, leak, last_only, momentum, dtype):
    weights = plain.random_weights(units, INPUTS, OUTPUTS, networks, dtype=dtype)
    pool, settings = make_pool(dtype=dtype), make_settings(optimizer, leak, last_only, momentum)
    history = train(weights, pool, make_orders(range(networks)), settings, silent)
    tolerance = 1e-9 if dtype == torch.float64 else 2e-4
    for network, order in enumerate(make_orders(range(networks))):
        expected, losses = plain_training(plain, Weights(*(w[network] for w in weights)), pool, order, settings)
        for found, truth in zip(history.weights, expected, strict=True):
            assert found.dtype == dtype
            torch.testing.assert_close(found[network].double(), truth, rtol=0, atol=tolerance)
        np.testing.assert_allclose(history.loss[network], losses, rtol=1e-6 if dtype == torch.float64 else 1e-3)
    assert (history.divergence_step == -1).all()
    # The comparison means something only if training moved the weights.
    assert (history.weights.recurrent[:, -1] - history.weights.recurrent[:, 0]).norm() > 0.05


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_network_learns_the_same_alone_and_in_an_ensemble(plain, monkeypatch, optimizer):
    weights, pool = plain.random_weights(13, INPUTS, OUTPUTS, 3), make_pool()
    settings = make_settings(optimizer, leak=0.5)
    sizes = []
    build = Ensemble.__init__
    monkeypatch.setattr(
        Ensemble,
        "__init__",
        lambda self, w, *rest: (sizes.append(len(w.input)), build(self, w, *rest))[0],
    )
    histories = []
    for cache in (1, 10**9, 2 * 8 * (2 * 17**2 + 3 * 17 * BATCH * (TIME + 1))):
        monkeypatch.setattr(loop, "_CACHE_BYTES", cache)
        histories.append(train(weights, pool, make_orders(range(3)), settings, silent))
    assert sizes == [1, 1, 1, 3, 2, 1]
    for history in histories[1:]:
        np.testing.assert_allclose(history.loss, histories[0].loss, rtol=1e-6)
        for found, alone in zip(history.weights, histories[0].weights, strict=True):
            torch.testing.assert_close(found, alone, rtol=0, atol=1e-10)


def test_the_length_of_blocks_does_not_matter(plain, monkeypatch):
    weights, pool = plain.random_weights(13, INPUTS, OUTPUTS, 2), make_pool()
    whole = train(weights, pool, make_orders(range(2)), make_settings(), silent)
    monkeypatch.setattr(loop, "_BLOCK", 7)
    pieces = train(weights, pool, make_orders(range(2)), make_settings(), silent)
    assert np.array_equal(whole.loss, pieces.loss)
    assert all(torch.equal(a, b) for a, b in zip(whole.weights, pieces.weights, strict=True))


def test_the_start_is_kept_and_left_alone(plain):
    weights = plain.random_weights(13, INPUTS, OUTPUTS, 2)
    before = [w.clone() for w in weights]
    history = train(weights, make_pool(), make_orders(range(2)), make_settings(checkpoints=[0, 5]), silent)
    for given, copy, kept in zip(weights, before, history.weights, strict=True):
        assert torch.equal(given, copy) and torch.equal(kept[:, 0], copy)


def test_reports_come_after_every_block_with_the_last_loss(plain):
    heard = []
    weights = plain.random_weights(13, INPUTS, OUTPUTS, 2)
    settings = make_settings(checkpoints=[0, 30, 250])
    history = train(
        weights, make_pool(), make_orders(range(2)), settings, lambda *what: heard.append((list(what[0]), *what[1:]))
    )
    assert [(networks, step) for networks, step, _ in heard] == [([0, 1], step) for step in (30, 130, 230, 250)]
    for _, step, loss in heard:
        np.testing.assert_allclose(loss, history.loss[:, step - 1], rtol=1e-6)


# Divergence

POOL_TRIALS, POISONED_STEP = 6000, 130
LATE = [0, 1, 100, 129, 130, 250]


def poisoned_pool(network, networks):
    """A pool with a trial of NaN that this network meets at POISONED_STEP, and the others never."""
    pool = make_pool(POOL_TRIALS)
    seen = [order.take(LATE[-1]) for order in make_orders(range(networks), POOL_TRIALS)]
    others = np.concatenate([s.ravel() for i, s in enumerate(seen) if i != network])
    trial = next(t for t in seen[network][POISONED_STEP] if t not in set(others))
    pool.inputs[trial] = torch.nan
    return pool


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("networks, lost", [(3, 1), (2, 0), (4, 3)])
def test_a_diverged_network_is_marked_and_the_others_go_on_as_without_it(plain, optimizer, networks, lost):
    weights = plain.random_weights(13, INPUTS, OUTPUTS, networks)
    settings = make_settings(optimizer, leak=0.5, checkpoints=LATE)
    pools = make_pool(POOL_TRIALS), poisoned_pool(lost, networks)
    healthy, history = (train(weights, p, make_orders(range(networks), POOL_TRIALS), settings, silent) for p in pools)
    others = [n for n in range(networks) if n != lost]
    assert healthy.divergence_step.tolist() == [-1] * networks
    assert history.divergence_step[lost] == POISONED_STEP and (history.divergence_step[others] == -1).all()
    assert np.isfinite(history.loss[lost, :POISONED_STEP]).all()
    assert not np.isfinite(history.loss[lost, POISONED_STEP:]).any()
    for found, expected in zip(history.weights, healthy.weights, strict=True):
        torch.testing.assert_close(found[others], expected[others], rtol=0, atol=1e-10)
        torch.testing.assert_close(found[lost, :4], expected[lost, :4], rtol=0, atol=1e-10)
        assert found[lost, 4:].isnan().all()
    np.testing.assert_allclose(history.loss[others], healthy.loss[others], rtol=1e-6)


def test_two_networks_that_diverge_one_after_the_other_leave_the_third_alone(plain):
    weights, settings = plain.random_weights(13, INPUTS, OUTPUTS, 3), make_settings("adam", checkpoints=LATE)
    pool = poisoned_pool(0, 3)
    pool.inputs[poisoned_pool(2, 3).inputs.isnan().any(-1).any(-1)] = torch.nan
    early = make_orders(range(3), POOL_TRIALS)
    early[2].take(70)
    history = train(weights, pool, early, settings, silent)
    assert history.divergence_step.tolist() == [POISONED_STEP, -1, POISONED_STEP - 70]
    expected = train(weights, make_pool(POOL_TRIALS), make_orders(range(3), POOL_TRIALS), settings, silent)
    torch.testing.assert_close(history.weights.recurrent[1], expected.weights.recurrent[1], rtol=0, atol=1e-10)


@pytest.mark.filterwarnings("ignore:overflow encountered in cast")  # a loss of float64 beyond float32
@pytest.mark.parametrize("optimizer, rate", [("sgd", 1e12), ("adam", 1e60)])
def test_a_huge_learning_rate_diverges_where_pytorch_does(plain, optimizer, rate):
    weights, pool = plain.random_weights(13, INPUTS, OUTPUTS, 1), make_pool()
    settings = make_settings(optimizer, rate=rate, checkpoints=[0, 1, 20])
    _, losses = plain_training(plain, Weights(*(w[0] for w in weights)), pool, make_orders([0])[0], settings)
    step = int(np.argmin(np.isfinite(losses)))
    assert 0 < step < 20 and not np.isfinite(losses[step])
    history = train(weights, pool, make_orders([0]), settings, silent)
    assert history.divergence_step.tolist() == [step]
    assert [bool(w.isnan().all()) for w in history.weights.recurrent[0]] == [s >= step for s in settings.checkpoints]


def test_a_loss_above_the_limit_is_divergence(plain):
    weights, pool = plain.random_weights(13, INPUTS, OUTPUTS, 2), make_pool(POOL_TRIALS)
    (first, second) = (order.take(LATE[-1]) for order in make_orders(range(2), POOL_TRIALS))
    trial = next(t for t in second[POISONED_STEP] if t not in set(first.ravel()) | set(second[:POISONED_STEP].ravel()))
    pool.inputs[trial] *= 300  # one high loss, from which the network comes back

    def run(limit):
        orders = make_orders(range(2), POOL_TRIALS)
        return train(weights, pool, orders, make_settings(checkpoints=LATE, limit=limit), silent)

    free = run(np.inf)
    peak, before = free.loss[1, POISONED_STEP], max(free.loss[0].max(), free.loss[1, :POISONED_STEP].max())
    assert free.divergence_step.tolist() == [-1, -1] and np.isfinite(free.loss).all() and peak > 1.5 * before
    held = run((peak + before) / 2)
    assert held.divergence_step.tolist() == [-1, POISONED_STEP]
    np.testing.assert_array_equal(held.loss[1, : POISONED_STEP + 1], free.loss[1, : POISONED_STEP + 1])
    assert np.isnan(held.loss[1, POISONED_STEP + 1 :]).all()
    assert held.weights.recurrent[1, 4:].isnan().all() and held.weights.recurrent[0].isfinite().all()


def test_weights_that_overflow_in_the_last_update_count_as_diverged(plain):
    weights = plain.random_weights(13, INPUTS, OUTPUTS, 2, dtype=torch.float32)
    pool = make_pool(dtype=torch.float32)
    (first,) = make_orders([0])[0].take(1)
    pool.inputs[first[0]] *= 1e5  # a gradient of this size times the learning rate is beyond float32
    settings = make_settings(rate=2e36, checkpoints=[0, 1])
    history = train(weights, pool, make_orders(range(2)), settings, silent)
    assert np.isfinite(history.loss).all()
    assert history.divergence_step[0] == 1
    assert history.weights.recurrent[0, 0].isfinite().all() and history.weights.recurrent[0, 1].isnan().all()


def test_weights_that_overflow_at_the_start_diverge_at_step_zero(plain):
    weights, pool = plain.random_weights(20, INPUTS, OUTPUTS, 3, dtype=torch.float32), make_pool(dtype=torch.float32)
    weights.recurrent[1] *= 1e12
    history = train(weights, pool, make_orders(range(3)), make_settings("adam", checkpoints=LATE), silent)
    assert history.divergence_step.tolist() == [-1, 0, -1]
    assert history.weights.recurrent[1].isnan().all() and history.weights.recurrent[[0, 2]].isfinite().all()


def test_no_time_is_spent_on_diverged_networks(plain, monkeypatch):
    weights, pool = plain.random_weights(13, INPUTS, OUTPUTS, 3), make_pool()
    pool.inputs[:] = torch.nan
    steps, heard = [], []
    walk = Ensemble.backward
    monkeypatch.setattr(Ensemble, "backward", lambda self, *args: (steps.append(1), walk(self, *args))[1])
    settings = make_settings(checkpoints=[0, 10_000])
    history = train(weights, pool, make_orders(range(3)), settings, lambda networks, *_: heard.append(list(networks)))
    assert history.divergence_step.tolist() == [0, 0, 0]
    assert len(steps) <= loop._BLOCK and heard == [[0, 1, 2]]


def test_a_network_that_diverged_is_reported_no_more(plain):
    heard = []
    weights, settings = plain.random_weights(13, INPUTS, OUTPUTS, 3), make_settings(checkpoints=LATE)
    orders = make_orders(range(3), POOL_TRIALS)
    train(
        weights, poisoned_pool(1, 3), orders, settings, lambda networks, step, _: heard.append((list(networks), step))
    )
    assert {step for networks, step in heard if networks == [0, 1, 2]} == {1, 100, 129, 130, 230}
    assert [step for networks, step in heard if networks == [0, 2]] == [250]
