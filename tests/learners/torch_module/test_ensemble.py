"""Networks stacked by the autograd door against each network alone in plain PyTorch."""

import pytest
import torch
from richlazy.learners.torch_module.ensemble import Ensemble
from torch.func import functional_call

NAMES = ["recurrent", "feedforward", "transformer"]
BATCH = 5


def one(values, networks):
    """As the trainer gives it: the axis of networks is dropped for one."""
    return values[0] if networks == 1 else values


def plain(architecture, weights, inputs, network, last_only):
    """Outputs [output, scored] of one network by a call of its own, and its leaves."""
    leaves = {
        name: values[network].clone().requires_grad_(name in architecture.trained)
        for name, values in architecture.by_name(weights).items()
    }
    network_inputs = inputs[network].permute(2, 1, 0)
    outputs = functional_call(architecture.network, leaves, (network_inputs,)).permute(2, 1, 0)
    return (outputs[:, -1:] if last_only else outputs).flatten(1), leaves


def made(modules, name, networks, last_only=False, steps=4):
    architecture = modules.architecture(name)
    weights, inputs = modules.weights(architecture, networks), modules.inputs(networks, steps, BATCH)
    return architecture, weights, inputs, Ensemble(weights, architecture, steps, BATCH, last_only)


def forward(ensemble, inputs):
    outputs = torch.empty_like(ensemble.output_error)
    ensemble.forward(one(inputs, ensemble.networks), outputs)
    return outputs


@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_outputs_and_gradients_equal_a_plain_loop_over_networks(modules, name, last_only, networks):
    architecture, weights, inputs, ensemble = made(modules, name, networks, last_only)
    outputs = forward(ensemble, inputs)
    error = torch.randn(outputs.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    ensemble.output_error.copy_(error)
    ensemble.backward(0.0, 0.5)
    for network in range(networks):
        expected, leaves = plain(architecture, weights, inputs, network, last_only)
        found = outputs.reshape(networks, *expected.shape)[network]
        torch.testing.assert_close(found, expected.detach(), rtol=0, atol=1e-12)
        trained = [leaves[n] for n in architecture.trained]
        gradients = torch.autograd.grad(expected, trained, error.reshape(networks, *expected.shape)[network] / 2)
        stacked = torch.cat([gradient.flatten() for gradient in gradients])
        assert stacked.abs().max() > 1e-3
        torch.testing.assert_close(ensemble.gradient[network, 0], stacked, rtol=0, atol=1e-12)


def test_keep_accumulates_like_momentum(modules):
    _, _, inputs, ensemble = made(modules, "recurrent", 3)
    fresh, expected = made(modules, "recurrent", 3)[-1], 0
    for number, keep in enumerate((0.0, 0.9, 0.5)):
        for which, kept in ((fresh, 0.0), (ensemble, keep)):
            forward(which, inputs + number)
            which.output_error.fill_(1 + number)
            which.backward(kept, 1.0)
        expected = keep * expected + fresh.gradient
        torch.testing.assert_close(ensemble.gradient, expected, rtol=0, atol=1e-12)


def test_updates_of_the_one_tensor_reach_the_networks_and_the_matrices_under_study(modules):
    architecture, weights, inputs, ensemble = made(modules, "transformer", 2)
    before = forward(ensemble, inputs)
    ensemble.parameters.mul_(1.5)
    scaled = weights._make(1.5 * w for w in weights)
    for network in range(2):
        expected, _ = plain(architecture, scaled, inputs, network, False)
        torch.testing.assert_close(forward(ensemble, inputs)[network], expected.detach(), rtol=0, atol=1e-12)
    assert not torch.allclose(forward(ensemble, inputs), before)
    by_name = architecture.by_name(ensemble.weights())
    for name, matrix in zip(architecture.studied, ensemble.studied, strict=True):
        assert torch.equal(matrix, by_name[name])


def test_weights_are_copies_that_round_trip_and_untrained_ones_stay(modules):
    architecture, weights, _, ensemble = made(modules, "feedforward", 3)
    copies = ensemble.weights()
    assert copies._fields == weights._fields
    ensemble.parameters.zero_()
    for found, given in zip(copies, weights, strict=True):
        assert torch.equal(found, given) and found.is_contiguous()
    assert torch.equal(ensemble.weights().embedding, weights.embedding)
    assert "embedding" not in architecture.trained


def test_other_gradients_are_views_of_all_that_is_trained_and_not_under_study(modules):
    architecture, _, inputs, ensemble = made(modules, "recurrent", 2)
    forward(ensemble, inputs)
    ensemble.output_error.fill_(1)
    ensemble.backward(0.0, 1.0)
    for gradient in ensemble.other_gradients:
        gradient.zero_()
    left = {n: g for n, g in zip(architecture.trained, ensemble._blocks(ensemble.gradient).values(), strict=True)}
    assert {name for name, gradient in left.items() if gradient.abs().max() > 0} == {"recurrent.weight"}


@pytest.mark.parametrize("kept", [[0, 2], [1]])
def test_continue_from_takes_the_gradient_of_the_networks_that_stay(modules, kept):
    architecture, weights, inputs, large = made(modules, "recurrent", 3)
    forward(large, inputs)
    large.output_error.fill_(1)
    large.backward(0.0, 1.0)
    small = Ensemble(weights._make(w[kept] for w in weights), architecture, 4, BATCH, last_only=False)
    small.continue_from(large, kept)
    assert torch.equal(small.gradient, large.gradient[kept])


def test_a_forward_pass_between_leaves_no_trace(modules):
    _, _, inputs, ensemble = made(modules, "recurrent", 2)
    gradients = []
    for between in (False, True):
        if between:
            forward(ensemble, 3 * inputs)
        forward(ensemble, inputs)
        ensemble.output_error.fill_(1)
        ensemble.backward(0.0, 1.0)
        gradients.append(ensemble.gradient.clone())
    assert torch.equal(*gradients)


def test_a_parameter_without_influence_has_a_gradient_of_zero(modules):
    architecture, weights, inputs, ensemble = made(modules, "recurrent", 2, steps=1)
    forward(ensemble, inputs)
    ensemble.output_error.fill_(1)
    ensemble.backward(0.0, 1.0)
    assert not ensemble._blocks(ensemble.gradient)["recurrent.weight"].any()
    assert ensemble._blocks(ensemble.gradient)["input.weight"].any()


@pytest.mark.parametrize("own", [Ensemble, type("Own", (Ensemble,), {})])
def test_the_class_of_a_file_may_be_made_from_this_one(modules, monkeypatch, own):
    _, weights, inputs, expected = made(modules, "feedforward", 3)
    architecture = modules.architecture("feedforward")
    monkeypatch.setattr(architecture.file, "Ensemble", own, raising=False)
    found = Ensemble(weights, architecture, 4, BATCH, False)
    assert type(found) is own
    torch.testing.assert_close(forward(found, inputs), forward(expected, inputs), rtol=0, atol=0)
