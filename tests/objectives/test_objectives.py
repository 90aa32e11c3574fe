"""Objectives: their gradients against autograd, their values by hand, and what scales and centres outputs."""

from types import ModuleType

import numpy as np
import pytest
import torch
from richlazy import objectives
from richlazy.objectives import cross_entropy, hinge, registry, squared_error

CLASSES = 3


def given(name, lead, dtype=torch.float64, classes=CLASSES):
    """Outputs and dense targets of an objective, [..., output, scored], and the labels [..., scored]."""
    objective, generator = registry.find(name), torch.Generator().manual_seed(1)
    labels = torch.randint(classes, (*lead, 7), generator=generator)
    count = objective.output_count(classes)
    outputs = 2 * torch.randn((*lead, count, 7), generator=generator, dtype=dtype)
    return objective, outputs, objective.targets(labels, count).to(dtype), labels


@pytest.mark.parametrize("name", registry.available())
@pytest.mark.parametrize("lead, classes", [((), 3), ((4,), 3), ((2, 4), 2)])
def test_the_error_is_the_gradient_of_the_summed_losses(name, lead, classes):
    objective, outputs, targets, _ = given(name, lead, classes=classes)
    leaf, found = outputs.clone().requires_grad_(), torch.full_like(outputs, 7)
    (expected,) = torch.autograd.grad(objective.losses(leaf, targets).sum(), leaf)
    before = found.data_ptr()
    with torch.inference_mode():
        objective.output_error(outputs, targets, found)
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)
    assert found.data_ptr() == before and expected.abs().max() > 0.1


@pytest.mark.parametrize("name", registry.available())
def test_the_loss_is_the_mean_of_the_losses_and_has_its_gradient(name):
    objective, outputs, targets, _ = given(name, (4,))
    torch.testing.assert_close(objective.loss(outputs, targets), objective.losses(outputs, targets).mean(-1))
    leaf, error = outputs.clone().requires_grad_(), torch.empty_like(outputs)
    (gradient,) = torch.autograd.grad(objective.loss(leaf, targets).sum(), leaf)
    objective.output_error(outputs, targets, error)
    torch.testing.assert_close(gradient, error / outputs.shape[-1], rtol=1e-12, atol=1e-12)


def test_cross_entropy_is_that_of_pytorch():
    _, outputs, targets, labels = given("cross_entropy", (5,))
    expected = torch.nn.functional.cross_entropy(outputs, labels, reduction="none")
    torch.testing.assert_close(cross_entropy.losses(outputs, targets), expected)
    torch.testing.assert_close(cross_entropy.loss(outputs, targets), expected.mean(-1))


def test_squared_error_has_no_half_and_sums_over_outputs():
    outputs, targets = torch.tensor([[1.0, 0.0], [2.0, 5.0]]), torch.tensor([[0.0, 0.0], [0.0, 2.0]])
    assert squared_error.losses(outputs, targets).tolist() == [1 + 4, 9]
    assert squared_error.loss(outputs, targets).item() == 7
    assert squared_error.targets(targets, 2) is targets


def test_hinge_counts_what_margins_lack_of_one():
    outputs, targets = torch.tensor([[0.25, 3.0, -2.0]]), torch.tensor([[1.0, 1.0, 1.0]])
    assert hinge.losses(outputs, targets).tolist() == [0.75, 0, 3]
    assert hinge.margins(outputs, -targets).tolist() == [[-0.25, -3, 2]]


def test_two_classes_take_one_output_of_a_hinge_and_its_sign_decides():
    assert [hinge.output_count(classes) for classes in (2, 3)] == [1, 3]
    labels = torch.tensor([0, 1, 1])
    assert hinge.targets(labels, 1).tolist() == [[-1, 1, 1]]
    assert hinge.targets(labels, 3).tolist() == [[1, -1, -1], [-1, 1, 1], [-1, -1, -1]]
    assert hinge.decision(torch.tensor([[-0.1, 0.1, 5.0]])).tolist() == [0, 1, 1]


@pytest.mark.parametrize("name", registry.available())
def test_outputs_that_are_the_targets_decide_for_the_labels(name):
    for classes in (2, 3):
        objective, _, targets, labels = given(name, (), classes=classes)
        assert objective.decision(targets).tolist() == labels.tolist()


@pytest.mark.parametrize("name", registry.available())
@pytest.mark.parametrize("alpha, centre", [(1, False), (0.25, False), (8, True)])
def test_factors_make_loss_and_gradient_those_of_scaled_outputs(name, alpha, centre):
    objective, outputs, targets, _ = given(name, (4,))
    initial, leaf = outputs.flip(-1), outputs.clone().requires_grad_()
    scaled = alpha * (leaf - initial) if centre else alpha * leaf
    loss = objective.loss(scaled, targets) * (1 / alpha if name == "hinge" else 1)
    (gradient,) = torch.autograd.grad(loss.sum(), leaf)
    seen, error = objectives.scaled(outputs, initial, alpha, centre), torch.empty_like(outputs)
    torch.testing.assert_close(seen, scaled.detach(), rtol=0, atol=0)
    found = objective.loss(seen, targets) * objectives.loss_factor(name, alpha)
    torch.testing.assert_close(found, loss.detach())
    objective.output_error(seen, targets, error)
    found = error * objectives.error_factor(name, alpha) / outputs.shape[-1]
    torch.testing.assert_close(found, gradient, rtol=1e-12, atol=1e-12)


def test_outputs_are_left_alone_where_nothing_is_scaled():
    outputs = np.ones(3)
    assert objectives.scaled(outputs, None, 1, False) is outputs


def test_parameters_of_an_objective_are_filled_in():
    """Cross-entropy of softened labels, as a study may have it."""
    softened = ModuleType("softened")
    vars(softened).update(vars(cross_entropy))
    softened.targets = lambda given, outputs, share: (
        (1 - share) * cross_entropy.targets(given, outputs) + share / outputs
    )
    softened.loss = lambda outputs, targets, share: cross_entropy.loss(outputs, targets)
    softened.losses = lambda outputs, targets, share: cross_entropy.losses(outputs, targets)
    softened.output_error = lambda outputs, targets, out, share: cross_entropy.output_error(outputs, targets, out)
    found, labels = objectives.with_values(softened, {"share": 0.25}), torch.tensor([0, 1])
    assert found.targets(labels, 2).tolist() == [[0.875, 0.125], [0.125, 0.875]]
    outputs = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
    expected = cross_entropy.loss(outputs, found.targets(labels, 2))
    assert found.loss(outputs, found.targets(labels, 2)) == expected
    assert found.decision is cross_entropy.decision and found.UNITS == "nat"


def test_an_objective_without_parameters_is_its_module():
    assert objectives.find("hinge", {"momentum": 0.9}) is hinge
