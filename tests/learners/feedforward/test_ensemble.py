"""The hand-written backpropagation against autograd, and training of deep linear networks against NumPy."""

import numpy as np
import pytest
import torch
from richlazy.errors import InputError
from richlazy.learners.feedforward.ensemble import Ensemble
from richlazy.learners.feedforward.weights import Weights
from richlazy.objectives import cross_entropy
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

INPUTS, OUTPUTS = 4, 3
# networks, depth, units, batch, activation
CASES = [
    (1, 1, 13, 5, "relu"),
    (3, 1, 13, 5, "linear"),
    (1, 3, 13, 5, "relu"),
    (3, 3, 12, 5, "relu"),
    (2, 6, 9, 7, "linear"),
    (2, 4, 8, 1, "relu"),
]
TOLERANCE = {torch.float64: 1e-10, torch.float32: 1e-5}


def minibatch(networks, batch, seed=0):
    """Inputs [network, trial, input] and labels [network, trial]."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn((networks, batch, INPUTS), generator=generator, dtype=torch.float64)
    return x, torch.randint(OUTPUTS, (networks, batch), generator=generator)


def in_layout(x, labels, dtype):
    """The layout of gradient_step; the ensemble axis is dropped for one network."""
    targets = torch.nn.functional.one_hot(labels, OUTPUTS).mT.to(dtype)
    inputs = x.mT[:, :, None].to(dtype)
    return (inputs[0], targets[0]) if len(x) == 1 else (inputs, targets)


def expected_step(plain_layers, weights, x, labels, activation):
    """Gradients of W_1 ... W_L, W_o, laid out like the ensemble's matrix, and losses, by autograd in float64."""
    gradients, losses = [], []
    for network in range(len(x)):
        one = Weights(*(w[network].double() for w in weights))
        leaves = one._replace(hidden=one.hidden.clone().requires_grad_(), output=one.output.clone().requires_grad_())
        loss = plain_layers.loss(leaves, x[network], labels[network], activation)
        hidden, output = torch.autograd.grad(loss, (leaves.hidden, leaves.output))
        gradients.append(torch.cat([hidden.flatten(0, 1), output]))
        losses.append(loss.detach())
    return torch.stack(gradients), torch.stack(losses)


def gradient_step(ensemble, inputs, targets, keep):
    logits = torch.empty_like(targets)
    ensemble.forward(inputs, logits)
    cross_entropy.output_error(logits, targets, ensemble.output_error)
    ensemble.backward(keep, 1 / targets.shape[-1])
    return cross_entropy.loss(logits, targets)


def relative_error(found, expected):
    return float((found.double() - expected).norm() / expected.norm())


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("networks, depth, units, batch, activation", CASES)
def test_gradient_and_loss_equal_autograd(plain_layers, dtype, networks, depth, units, batch, activation):
    weights = plain_layers.random_weights(depth, units, INPUTS, OUTPUTS, networks, dtype=dtype)
    x, labels = minibatch(networks, batch)
    x = x.to(dtype).double()
    ensemble = Ensemble(weights, plain_layers.design(activation), 1, batch, last_only=False)
    loss = gradient_step(ensemble, *in_layout(x, labels, dtype), 0.0)
    expected, expected_loss = expected_step(plain_layers, weights, x, labels, activation)
    assert loss.shape == (() if networks == 1 else (networks,))
    assert relative_error(loss.reshape(-1), expected_loss) < TOLERANCE[dtype]
    assert relative_error(ensemble.gradient.reshape(expected.shape), expected) < TOLERANCE[dtype]
    for rows in [*(slice(layer * units, (layer + 1) * units) for layer in range(depth)), slice(-OUTPUTS, None)]:
        found = ensemble.gradient.reshape(expected.shape)[:, rows]
        assert relative_error(found, expected[:, rows]) < TOLERANCE[dtype]


@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("activation", ["relu", "linear"])
def test_keep_accumulates_like_momentum(plain_layers, networks, activation):
    weights = plain_layers.random_weights(3, 13, INPUTS, OUTPUTS, networks)
    ensemble = Ensemble(weights, plain_layers.design(activation), 1, 4, last_only=False)
    expected = 0
    for number, keep in enumerate((0.0, 0.9, 0.5)):
        x, labels = minibatch(networks, 4, seed=number)
        gradient_step(ensemble, *in_layout(x, labels, torch.float64), keep)
        expected = keep * expected + expected_step(plain_layers, weights, x, labels, activation)[0]
        assert relative_error(ensemble.gradient.reshape(expected.shape), expected) < 1e-10


@pytest.mark.parametrize("networks", [1, 2])
def test_weights_are_copies_that_round_trip(plain_layers, networks):
    weights = plain_layers.random_weights(2, 13, INPUTS, OUTPUTS, networks)
    ensemble = Ensemble(weights, plain_layers.design("relu"), 1, 5, last_only=False)
    copies = ensemble.weights()
    ensemble.parameters.zero_()
    ensemble.embedding.zero_()
    for found, given in zip(copies, weights, strict=True):
        assert torch.equal(found, given) and found.is_contiguous()


def test_continue_from_takes_the_gradient_of_the_networks_that_stay(plain_layers):
    weights = plain_layers.random_weights(2, 13, INPUTS, OUTPUTS, 3)
    large = Ensemble(weights, plain_layers.design("relu"), 1, 5, last_only=False)
    gradient_step(large, *in_layout(*minibatch(3, 5), torch.float64), 0.0)
    for kept in ([0, 2], [1]):
        small = Ensemble(Weights(*(w[kept] for w in weights)), plain_layers.design("relu"), 1, 5, last_only=False)
        small.continue_from(large, kept)
        assert torch.equal(small.gradient.reshape(len(kept), *large.gradient.shape[1:]), large.gradient[kept])


def test_a_task_of_many_steps_is_refused(plain_layers):
    weights = plain_layers.random_weights(2, 13, INPUTS, OUTPUTS, 3)
    with pytest.raises(InputError, match="the task has 8 time steps.*takes one; write `learner: recurrent`"):
        Ensemble(weights, plain_layers.design("relu"), 8, 5, last_only=False)


# Training


def make_pool(trials=200):
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((trials, INPUTS, 1), generator=generator, dtype=torch.float64)
    return Pool(inputs, torch.randint(OUTPUTS, (trials, 1), generator=generator), OUTPUTS)


def settings(plain_layers, activation="linear", rate=0.02):
    design = plain_layers.design(activation)
    return Settings(
        "feedforward", design, 8, [0, 10, 130], {"learning_rate": rate, "momentum": 0.9}, divergence_loss=1000
    )


def orders(networks):
    return [MinibatchOrder(np.random.default_rng(network), 200, 8) for network in range(networks)]


def silent(networks, step, loss):
    """A report that says nothing."""


def deep_linear_training(weights, pool, order, steps):
    """W_1 ... W_L and W_o after training, by the formula of the gradient of a product of matrices, in NumPy."""
    embedding, output = weights.embedding.numpy(), weights.output.numpy()
    chain = [*weights.hidden.numpy().copy(), output.copy()]
    velocity = [np.zeros_like(matrix) for matrix in chain]
    inputs, labels = pool.inputs.numpy()[:, :, 0], pool.targets.numpy()[:, 0]
    for indices in order.take(steps):
        x = embedding @ inputs[indices].T
        logits = np.linalg.multi_dot([*chain[::-1], x])
        shares = np.exp(logits) / np.exp(logits).sum(0)
        error = (shares - np.eye(OUTPUTS)[labels[indices]].T) / len(indices)
        gradients = []
        for place in range(len(chain)):
            before = x if place == 0 else np.linalg.multi_dot([*chain[:place][::-1], x])
            after = np.eye(OUTPUTS)
            for matrix in chain[:place:-1]:
                after = after @ matrix
            gradients.append(after.T @ error @ before.T)
        for place, gradient in enumerate(gradients):
            velocity[place] = 0.9 * velocity[place] + gradient
            chain[place] = chain[place] - 0.02 * velocity[place]
    return np.stack(chain[:-1]), chain[-1]


@pytest.mark.parametrize("depth", [1, 3, 5])
def test_training_of_deep_linear_networks_equals_numpy(plain_layers, depth):
    weights = plain_layers.random_weights(depth, 13, INPUTS, OUTPUTS, 2)
    pool = make_pool()
    history = train(weights, pool, orders(2), settings(plain_layers), silent)
    for network, order in enumerate(orders(2)):
        one = Weights(*(w[network] for w in weights))
        hidden, output = deep_linear_training(one, pool, order, 130)
        np.testing.assert_allclose(history.weights.hidden[network, -1], hidden, rtol=0, atol=1e-10)
        np.testing.assert_allclose(history.weights.output[network, -1], output, rtol=0, atol=1e-10)
        assert torch.equal(history.weights.embedding[network, -1], one.embedding)
        assert np.abs(hidden - one.hidden.numpy()).max() > 0.01


@pytest.mark.filterwarnings("ignore:overflow encountered in cast")  # a loss of float64 beyond float32
def test_a_huge_learning_rate_is_marked_as_divergence(plain_layers):
    weights = plain_layers.random_weights(3, 13, INPUTS, OUTPUTS, 2)
    history = train(weights, make_pool(), orders(2), settings(plain_layers, rate=1e4), silent)
    assert (history.divergence_step >= 0).all() and (history.divergence_step < 10).all()
    assert history.weights.hidden[:, 1:].isnan().all() and history.weights.hidden[:, 0].isfinite().all()
