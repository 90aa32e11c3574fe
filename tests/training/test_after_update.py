"""Dale's law, the length of the path and untrained weights, against a plain loop of autograd in the same precision."""

import numpy as np
import pytest
import torch
from richlazy.errors import InputError
from richlazy.learners.recurrent.weights import Weights
from richlazy.training import after_update
from richlazy.training.after_update.path_length import VARIABLES
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

INPUTS, OUTPUTS, UNITS, BATCH, TRIALS, STEPS = 4, 3, 13, 8, 2000, 130
CHECKPOINTS = [0, 10, STEPS]


def make_pool():
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((TRIALS, INPUTS, 6), generator=generator, dtype=torch.float64)
    return Pool(inputs, torch.randint(OUTPUTS, (TRIALS, 6), generator=generator), OUTPUTS)


def make_orders(networks):
    return [MinibatchOrder(np.random.default_rng(network), TRIALS, BATCH) for network in range(networks)]


def make_settings(optimizer="sgd", rate=0.03, **more):
    values = {"learning_rate": rate, "momentum": 0.9}
    return Settings("recurrent", 1.0, BATCH, CHECKPOINTS, values, optimizer, **more)


def silent(networks, step, loss):
    """A report that says nothing."""


@pytest.fixture
def signed(plain):
    """Weights of three networks whose recurrent columns have one sign each, excitatory ones first."""
    weights = plain.random_weights(UNITS, INPUTS, OUTPUTS, 3)
    signs = torch.where(torch.arange(UNITS) < 9, 1.0, -1.0)
    return weights._replace(recurrent=0.3 * weights.recurrent.abs() * signs), signs


def plain_training(plain, weights, order, settings, signs=None):
    """Weights after training, and both lengths of the path of W_h, of one network."""
    pool, leaves = make_pool(), Weights(*(w.double().clone().requires_grad_() for w in weights))
    trained = leaves if settings.trained_weights == "all" else [leaves.recurrent]
    choose = {"sgd": lambda: torch.optim.SGD(trained, lr=settings.values["learning_rate"], momentum=0.9)}
    choose["adam"] = lambda: torch.optim.Adam(trained, lr=settings.values["learning_rate"], betas=(0.9, 0.999))
    optimizer, lengths = choose[settings.optimizer](), np.zeros(2)
    for batch in torch.from_numpy(order.take(STEPS)):
        before = leaves.recurrent.detach().clone()
        optimizer.zero_grad()
        plain.loss(leaves, pool.inputs[batch], pool.targets[batch], 1.0, False).backward()
        optimizer.step()
        if signs is not None:
            with torch.no_grad():
                leaves.recurrent[torch.sign(leaves.recurrent) == -signs.expand(UNITS, UNITS)] = 0
        change = (leaves.recurrent.detach() - before).numpy()
        lengths += np.abs(change).sum(), np.linalg.norm(change)
    return Weights(*(w.detach() for w in leaves)), lengths


@pytest.mark.parametrize("optimizer, rate", [("sgd", 0.03), ("adam", 0.01)])
@pytest.mark.parametrize("networks", [1, 3])
def test_dales_law_and_path_length_equal_a_plain_loop(plain, signed, optimizer, rate, networks):
    (weights, signs), settings = signed, make_settings(optimizer, rate, after_update=["dale", "path_length"])
    weights = Weights(*(w[:networks] for w in weights))
    history = train(weights, make_pool(), make_orders(networks), settings, silent)
    for network, order in enumerate(make_orders(networks)):
        alone = Weights(*(w[network] for w in weights))
        expected, lengths = plain_training(plain, alone, order, settings, signs)
        for found, truth in zip(history.weights, expected, strict=True):
            torch.testing.assert_close(found[network, -1], truth, rtol=0, atol=1e-9)
        found = [history.recorded[name][network, -1] for name in VARIABLES]
        np.testing.assert_allclose(found, lengths, rtol=1e-9)
    learned = history.weights.recurrent[:, -1]
    assert (learned * signs >= 0).all()
    assert (learned == 0).sum() > 5, "no weight came to the border, so that nothing was tested"
    free = train(weights, make_pool(), make_orders(networks), make_settings(optimizer, rate), silent)
    assert (free.weights.recurrent[:, -1] * signs < 0).any() and not free.recorded


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("networks", [1, 2])
def test_weights_that_are_not_trained_stay_to_the_bit(plain, signed, optimizer, networks):
    weights = Weights(*(w[:networks] for w in signed[0]))
    settings = make_settings(optimizer, 0.01, trained_weights="studied")
    history = train(weights, make_pool(), make_orders(networks), settings, silent)
    assert torch.equal(history.weights.input[:, -1], weights.input)
    assert torch.equal(history.weights.output[:, -1], weights.output)
    for network, order in enumerate(make_orders(networks)):
        expected, _ = plain_training(plain, Weights(*(w[network] for w in weights)), order, settings)
        torch.testing.assert_close(history.weights.recurrent[network, -1], expected.recurrent, rtol=0, atol=1e-9)
    assert (history.weights.recurrent[:, -1] - weights.recurrent).norm() > 0.05


def test_a_path_is_as_long_as_its_chord_or_longer(signed):
    weights, _ = signed
    history = train(weights, make_pool(), make_orders(3), make_settings(after_update=["path_length"]), silent)
    change = (history.weights.recurrent - history.weights.recurrent[:, :1]).flatten(2)
    for name, order in (("path_length_1", 1), ("path_length_2", 2)):
        chord = torch.linalg.vector_norm(change, order, dim=2).numpy()
        length = history.recorded[name]
        assert (length[:, 0] == 0).all() and (length[:, 1:] > chord[:, 1:]).all()
        assert (np.diff(length, axis=1) > 0).all() and (length[:, -1] > 1.2 * chord[:, -1]).all()


def test_networks_go_on_as_before_when_another_diverges(signed):
    weights, pool = signed[0], make_pool()
    settings = make_settings(after_update=["dale", "path_length"])
    healthy = train(weights, pool, make_orders(3), settings, silent)
    seen = [set(order.take(STEPS).ravel()) for order in make_orders(3)]
    poison = next(t for t in make_orders(2)[1].take(STEPS)[50] if t not in seen[0] | seen[2])
    pool.inputs[poison] = torch.nan
    # A column that is zero when the network is built anew must keep the sign that it started with.
    weights.recurrent[2, :, -1] = -1e-9
    expected = train(weights, make_pool(), make_orders(3), settings, silent)
    history = train(weights, pool, make_orders(3), settings, silent)
    assert history.divergence_step.tolist() == [-1, 50, -1] and (healthy.divergence_step == -1).all()
    for name in VARIABLES:
        np.testing.assert_allclose(history.recorded[name][[0, 2]], expected.recorded[name][[0, 2]], rtol=1e-9)
        assert np.isnan(history.recorded[name][1, -1]) and np.isfinite(history.recorded[name][1, :2]).all()
    torch.testing.assert_close(
        history.weights.recurrent[[0, 2]], expected.weights.recurrent[[0, 2]], rtol=0, atol=1e-10
    )


def test_columns_of_both_signs_are_refused(plain):
    weights = plain.random_weights(UNITS, INPUTS, OUTPUTS, 2)
    with pytest.raises(InputError, match="columns of the initial matrix have entries of both signs.*nonnegative"):
        train(weights, make_pool(), make_orders(2), make_settings(after_update=["dale"]), silent)


def test_the_config_names_what_there_is(schema):
    parameters = schema["properties"]["parameters"]["properties"]
    named = {value for key in ("constraint", "tracked") for value in parameters[key]["enum"]}
    assert named - {"none"} == set(after_update.registry.available())
