"""The hand-written backpropagation against autograd."""

import pytest
import torch
from richlazy.learners.ensembles import select_networks
from richlazy.learners.recurrent.ensemble import Ensemble
from richlazy.learners.recurrent.weights import Weights
from richlazy.objectives import cross_entropy

OUTPUTS = 3
# networks, units, inputs, steps, batch, leak, last_only: sizes off and on the alignment, one step, one trial
CASES = [
    (1, 13, 4, 6, 5, 1.0, False),
    (3, 13, 4, 6, 5, 1.0, False),
    (1, 13, 4, 6, 5, 0.2, True),
    (3, 13, 4, 6, 5, 0.2, False),
    (2, 12, 4, 5, 3, 1.0, True),
    (2, 9, 1, 4, 5, 0.5, True),
    (1, 33, 7, 8, 4, 1.0, False),
    (2, 10, 2, 1, 6, 0.7, False),
    (1, 10, 2, 1, 6, 1.0, True),
    (1, 8, 2, 2, 1, 1.0, False),
    (2, 8, 2, 3, 1, 0.4, True),
]
TOLERANCE = {torch.float64: 1e-10, torch.float32: 1e-5}


def minibatch(networks, inputs, steps, batch, seed=0):
    """Inputs [network, trial, input, time] and labels [network, trial, time]."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn((networks, batch, inputs, steps), generator=generator, dtype=torch.float64)
    return x, torch.randint(OUTPUTS, (networks, batch, steps), generator=generator)


def in_layout(x, labels, last_only, dtype):
    """The layout of gradient_step; the ensemble axis is dropped for one network."""
    labels = labels[..., -1:] if last_only else labels
    targets = torch.nn.functional.one_hot(labels, OUTPUTS).permute(0, 3, 2, 1).flatten(-2).to(dtype)
    inputs = x.permute(0, 2, 3, 1).to(dtype)
    return (inputs[0], targets[0]) if len(x) == 1 else (inputs, targets)


def expected_step(plain, weights, x, labels, leak, last_only):
    """Gradients of all weights (as Weights) and losses, by autograd in float64."""
    gradients, losses = [], []
    for network in range(len(x)):
        leaves = Weights(*(w[network].double().requires_grad_() for w in weights))
        loss = plain.loss(leaves, x[network], labels[network], leak, last_only)
        gradients.append(torch.autograd.grad(loss, leaves))
        losses.append(loss.detach())
    return Weights(*(torch.stack(g) for g in zip(*gradients, strict=True))), torch.stack(losses)


def blocks(matrix, weights):
    """The weight blocks of P = [[W_h, W_x], [W_o, 0]], with the ensemble axis."""
    networks, units, inputs = weights.input.shape
    matrix = matrix.reshape(networks, *matrix.shape[-2:])
    rows = slice(units, units + weights.output.shape[1])
    return Weights(matrix[:, :units, :units], matrix[:, :units, units : units + inputs], matrix[:, rows, :units])


def gradient_step(ensemble, inputs, targets, keep):
    """One gradient step; returns the loss of each network."""
    logits = torch.empty(targets.shape, dtype=targets.dtype)
    ensemble.forward(inputs, logits)
    cross_entropy.output_error(logits, targets, ensemble.output_error)
    ensemble.backward(keep, 1 / targets.shape[-1])
    return cross_entropy.loss(logits, targets)


def relative_error(found, expected):
    return float((found.double() - expected).norm() / expected.norm())


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("networks, units, inputs, steps, batch, leak, last_only", CASES)
def test_gradient_and_loss_equal_autograd(plain, dtype, networks, units, inputs, steps, batch, leak, last_only):
    weights = plain.random_weights(units, inputs, OUTPUTS, networks, dtype=dtype)
    x, labels = minibatch(networks, inputs, steps, batch)
    x = x.to(dtype).double()
    ensemble = Ensemble(weights, leak, steps, batch, last_only)
    loss = gradient_step(ensemble, *in_layout(x, labels, last_only, dtype), 0.0)
    expected, expected_loss = expected_step(plain, weights, x, labels, leak, last_only)
    assert loss.shape == (() if networks == 1 else (networks,))
    assert relative_error(loss.reshape(-1), expected_loss) < TOLERANCE[dtype]
    for name, found in blocks(ensemble.gradient, weights)._asdict().items():
        for network in range(networks):
            truth = getattr(expected, name)[network]
            if truth.norm() == 0:  # one step from silence: W_h has no effect
                assert not found[network].any()
            else:
                assert relative_error(found[network], truth) < TOLERANCE[dtype], name


@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("leak", [1.0, 0.3])
def test_keep_accumulates_like_momentum(plain, networks, leak):
    weights = plain.random_weights(13, 4, OUTPUTS, networks)
    ensemble = Ensemble(weights, leak, 5, 4, last_only=False)
    expected = None
    for number, keep in enumerate((0.0, 0.9, 0.5)):
        x, labels = minibatch(networks, 4, 5, 4, seed=number)
        gradient_step(ensemble, *in_layout(x, labels, False, torch.float64), keep)
        fresh, _ = expected_step(plain, weights, x, labels, leak, False)
        expected = fresh if expected is None else Weights(*(keep * e + f for e, f in zip(expected, fresh, strict=True)))
        for found, truth in zip(blocks(ensemble.gradient, weights), expected, strict=True):
            assert relative_error(found, truth) < 1e-10


@pytest.mark.parametrize("inputs", [1, 3, 7])
@pytest.mark.parametrize("networks", [1, 2])
def test_gradient_is_zero_outside_the_weights(plain, networks, inputs):
    weights = plain.random_weights(10, inputs, OUTPUTS, networks)
    ensemble = Ensemble(weights, 0.5, 4, 5, last_only=False)
    for seed in range(3):
        gradient_step(ensemble, *in_layout(*minibatch(networks, inputs, 4, 5, seed), False, torch.float64), 0.9)
        ensemble.parameters.add_(ensemble.gradient, alpha=-0.1)
    for matrix in (ensemble.gradient.clone(), ensemble.parameters.clone()):
        for block in blocks(matrix, weights):
            assert block.any()
            block.zero_()
        assert not matrix.any()


@pytest.mark.parametrize("last_only", [False, True])
def test_a_minibatch_leaves_no_trace_in_the_next(plain, last_only):
    weights = plain.random_weights(13, 4, OUTPUTS, 2)
    used, fresh = (Ensemble(weights, 0.5, 6, 5, last_only) for _ in range(2))
    other, batch = (in_layout(*minibatch(2, 4, 6, 5, seed), last_only, torch.float64) for seed in (1, 2))
    gradient_step(used, *other, 0.0)
    assert torch.equal(gradient_step(used, *batch, 0.0), gradient_step(fresh, *batch, 0.0))
    assert torch.equal(used.gradient, fresh.gradient)


@pytest.mark.parametrize("networks", [1, 2])
def test_weights_are_copies_that_round_trip(plain, networks):
    weights = plain.random_weights(13, 4, OUTPUTS, networks)
    ensemble = Ensemble(weights, 1.0, 6, 5, last_only=False)
    copies = ensemble.weights()
    ensemble.parameters.zero_()
    for found, given in zip(copies, weights, strict=True):
        assert torch.equal(found, given) and found.is_contiguous()


def test_continue_from_takes_the_gradient_of_the_networks_that_stay(plain):
    weights = plain.random_weights(13, 4, OUTPUTS, 3)
    large = Ensemble(weights, 1.0, 6, 5, last_only=False)
    gradient_step(large, *in_layout(*minibatch(3, 4, 6, 5), False, torch.float64), 0.0)
    for kept in ([0, 2], [1]):
        small = Ensemble(Weights(*(w[kept] for w in weights)), 1.0, 6, 5, last_only=False)
        small.continue_from(large, kept)
        assert torch.equal(small.gradient.reshape(len(kept), *large.gradient.shape[1:]), large.gradient[kept])


def test_select_networks_keeps_the_ensemble_axis():
    one, three = torch.arange(4.0).reshape(2, 2), torch.arange(12.0).reshape(3, 2, 2)
    assert torch.equal(select_networks(one, 1, [0]), one[None])
    assert torch.equal(select_networks(three, 3, [2, 0]), three[[2, 0]])
