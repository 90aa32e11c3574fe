"""The network: its outputs, its second moments, low ranks; and learning beside plain loops and a perceptron."""

import numpy as np
import pytest
import torch
from helpers.trained_networks import (
    BATCH,
    INPUTS,
    WIDTH,
    at_end,
    learn,
    make_architecture,
    make_order,
    make_pool,
    make_weights,
)
from richlazy.learners.torch_module.activity import outputs
from richlazy.learners.torch_module.ensemble import Ensemble as Door
from richlazy.learners.torch_module.weights import initial_weights

from studies.sgd_noise.learners import relu_mlp
from studies.sgd_noise.learners.relu_mlp import truncated

LAZY = 2.0**18


class AutogradEnsemble(Door):
    """The ensemble that autograd differentiates, whatever the file of the module has."""

    def __new__(cls, *given):
        return object.__new__(cls)


def signs(pool):
    return 2.0 * pool.targets[:, 0] - 1


def forward(weights, inputs):
    """Outputs [sample] of inputs [sample, input], written out."""
    *layers, last = weights
    activity = inputs
    for layer in layers:
        activity = 2**0.5 * torch.relu(activity @ layer.T / layer.shape[1] ** 0.5)
    return (activity @ last.T / last.shape[1])[:, 0]


@pytest.mark.parametrize("layers", [1, 2, 4])
def test_outputs_are_those_of_the_formula(layers):
    architecture, pool = make_architecture(layers), make_pool()
    weights = type(drawn := make_weights([3], architecture))(*(one[0] for one in drawn))
    found = outputs(weights, pool.inputs.permute(1, 2, 0), architecture)[0, 0]
    torch.testing.assert_close(found, forward(weights, pool.inputs[..., 0]), rtol=1e-12, atol=1e-14)


def test_the_activation_has_unit_second_moment_and_layers_keep_it():
    architecture = make_architecture(3, width=2000, inputs=500)
    drawn = initial_weights(None, [0], 500, 1, architecture)
    activity = torch.randn((20, 500), generator=torch.Generator().manual_seed(0))
    for layer in list(drawn)[:-1]:
        activity = 2**0.5 * torch.relu(activity @ layer[0].T / layer.shape[-1] ** 0.5)
        assert float(activity.square().mean()) == pytest.approx(1, abs=0.1)
    assert float(drawn[1].std()) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("rank", [1, 3])
def test_hidden_layers_are_the_best_of_their_rank_with_the_norm_that_they_had(rank):
    whole, low = (make_weights([0, 1], make_architecture(3, one)) for one in (0, rank))
    for matrix, cut in zip(list(whole)[:-1], list(low)[:-1], strict=True):
        values, kept = torch.linalg.svdvals(matrix), torch.linalg.svdvals(cut)
        assert (kept[:, rank:] < 1e-5).all()
        size = values.square().sum(1).sqrt() / values[:, :rank].square().sum(1).sqrt()
        torch.testing.assert_close(kept[:, :rank], values[:, :rank] * size[:, None], rtol=1e-5, atol=1e-6)
    assert torch.equal(whole[-1], low[-1])


@pytest.mark.parametrize("rank", [0, INPUTS, 100])
def test_a_rank_that_no_matrix_exceeds_leaves_it_whole(rank):
    matrix = torch.randn((WIDTH, INPUTS), generator=torch.Generator().manual_seed(0))
    assert truncated(matrix, rank) is matrix


@pytest.mark.parametrize("alpha", [0.25, 1.0, 8.0])
def test_the_gradient_is_that_of_differences(alpha):
    """One update is minus the rate times the gradient of (1/alpha) mean max(0, 1 - alpha y (f - f0))."""
    history, pool, architecture = learn(alpha, 1e-3, steps=1)
    batch = torch.from_numpy(make_order(0).take(1)[0])
    start = [one[0] for one in make_weights([0], architecture)]
    inputs, y = pool.inputs[batch, :, 0], signs(pool)[batch]
    first = forward(start, inputs)

    def loss(weights):
        return float((1 - alpha * y * (forward(weights, inputs) - first)).clamp_min(0).mean()) / alpha

    rate, size = 1e-3 * BATCH * WIDTH, 1e-6
    for number, before in enumerate(start):
        moved = (at_end(history)[number] - before) / -rate
        for place in np.ndindex(*(min(3, one) for one in before.shape)):
            ends = []
            for sign in (1, -1):
                weights = [one.clone() for one in start]
                weights[number][place] += sign * size
                ends.append(loss(weights))
            assert float(moved[place]) == pytest.approx((ends[0] - ends[1]) / (2 * size), abs=1e-7)


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("seeds", [(0,), (0, 1, 2)])
def test_the_gradient_that_is_written_out_learns_as_autograd_does(monkeypatch, seeds, layers):
    history, _, architecture = learn(8.0, 0.02, seeds, 150, layers)
    made = Door(make_weights(list(seeds), architecture), architecture, 1, BATCH, False)
    assert type(made) is relu_mlp.Ensemble
    monkeypatch.delattr(relu_mlp, "Ensemble")
    expected, _, _ = learn(8.0, 0.02, seeds, 150, layers)
    assert type(Door(make_weights(list(seeds), architecture), architecture, 1, BATCH, False)) is Door
    for found, truth in zip(history.weights, expected.weights, strict=True):
        torch.testing.assert_close(found, truth, rtol=1e-10, atol=1e-12)
    assert float((history.weights[0][:, -1] - history.weights[0][:, 0]).abs().max()) > 0.1
    np.testing.assert_array_equal(history.recorded["last_update"], expected.recorded["last_update"])


@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("keep", [0.0, 0.9])
def test_time_steps_are_trials_of_their_own_and_velocity_is_kept(last_only, keep):
    """The two ensembles on four time steps, of which all or the last are scored."""
    architecture, random = make_architecture(3), torch.Generator().manual_seed(0)
    weights, steps = make_weights([0, 1], architecture), 4
    shown = torch.randn((2, INPUTS, steps, BATCH), generator=random, dtype=torch.float64)
    errors = torch.randn((2, 1, BATCH if last_only else steps * BATCH), generator=random, dtype=torch.float64)
    before, found = torch.randn((2, 1, sum(w[0].numel() for w in weights)), generator=random, dtype=torch.float64), []
    for kind in (relu_mlp.Ensemble, AutogradEnsemble):
        with torch.no_grad():
            ensemble, outputs = kind(weights, architecture, steps, BATCH, last_only), torch.empty_like(errors)
            ensemble.gradient.copy_(before)
            ensemble.forward(shown, outputs)
            ensemble.output_error.copy_(errors)
            ensemble.backward(keep, 0.3)
            found.append((outputs, ensemble.gradient))
    for own, other in zip(*found, strict=True):
        torch.testing.assert_close(own, other, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("alpha", [0.5, 8.0, 3.0])
def test_an_output_scale_is_a_margin(alpha):
    """(alpha, loss/alpha) and a plain perceptron criterion with the margin 1/alpha are the same run."""
    temperature = 0.02
    history, pool, architecture = learn(alpha, temperature, steps=200)
    leaves = [one[0].clone().requires_grad_() for one in make_weights([0], architecture)]
    order, y, inputs = make_order(0), signs(pool), pool.inputs[..., 0]
    with torch.no_grad():
        first = forward(leaves, inputs)
    steps = int(history.stopped_step[0]) if history.stopped_step[0] > 0 else 200
    for batch in order.take(steps):
        batch = torch.from_numpy(batch)
        loss = (1 / alpha - y[batch] * (forward(leaves, inputs[batch]) - first[batch])).clamp_min(0).mean()
        gradients = torch.autograd.grad(loss, leaves)
        with torch.no_grad():
            for leaf, gradient in zip(leaves, gradients, strict=True):
                leaf -= temperature * BATCH * WIDTH * gradient
    for found, expected in zip(at_end(history), leaves, strict=True):
        torch.testing.assert_close(found, expected.detach(), rtol=1e-10, atol=1e-12)


def perceptron(alpha, temperature, steps):
    """Change of the weights and last update of a perceptron in the initial tangent features of the network."""
    architecture, pool = make_architecture(), make_pool()
    start = [one[0] for one in make_weights([0], architecture)]

    def features(sample):
        leaves = [one.clone().requires_grad_() for one in start]
        found = torch.autograd.grad(forward(leaves, sample[None])[0], leaves)
        return torch.cat([one.flatten() for one in found])

    tangent, y = torch.stack([features(one) for one in pool.inputs[..., 0]]), signs(pool)
    change, last = torch.zeros(tangent.shape[1], dtype=torch.float64), 0
    for step, batch in enumerate(make_order(0).take(steps), 1):
        batch = torch.from_numpy(batch)
        wrong = batch[y[batch] * (tangent[batch] @ change) < 1 / alpha]
        if len(wrong):
            change, last = change + temperature * WIDTH * (y[wrong, None] * tangent[wrong]).sum(0), step
    return change, last


def test_the_lazy_limit_is_a_perceptron_in_the_tangent_features():
    """With temperatures that fall as 1/alpha the difference falls as 1/alpha."""
    apart = []
    for alpha in (LAZY, 16 * LAZY):
        temperature = 4 / alpha
        history, _, architecture = learn(alpha, temperature, steps=3000)
        change, last = perceptron(alpha, temperature, 3000)
        start = torch.cat([one[0].flatten() for one in make_weights([0], architecture)])
        moved = torch.cat([one.flatten() for one in at_end(history)]) - start
        assert history.stopped_by[0] == "margins" and history.recorded["last_update"][0, -1] == last > 20
        apart.append(float((moved - change).norm() / change.norm()))
    assert apart[0] < 0.001 and apart[1] == pytest.approx(apart[0] / 16, rel=0.2)


def test_a_network_that_diverged_never_fits():
    history, _, _ = learn(1.0, 1e9, steps=200)
    assert history.stopped_by[0] == "divergence" and history.divergence_step[0] >= 0
    assert all(one.isnan().all() for one in at_end(history))


def test_equal_seeds_have_equal_bits():
    first, again = (learn(2.0, 0.02, (0, 3), steps=150)[0] for _ in range(2))
    for one, other in zip(first.weights, again.weights, strict=True):
        assert torch.equal(one, other)
    assert np.array_equal(first.recorded["last_update"], again.recorded["last_update"])
