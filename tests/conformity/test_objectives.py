"""Every objective, of the library and of all studies: its gradient is that of its loss."""

import pytest
import torch
from helpers.every_part import names
from richlazy import objectives

OUTPUTS, SCORED = 3, 7
NAMES = names("objective")


def case(name, count=None, seed=0, lead=(2,)):
    """The objective with outputs and dense targets [..., output, scored], float64."""
    objective = objectives.registry.find(name)
    classes = OUTPUTS if count is None else count
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(classes, (*lead, SCORED), generator=generator)
    width = objective.output_count(classes)
    given = labels
    if "trials" not in objective.TAKES:
        given = torch.randn((*lead, width, SCORED), generator=generator, dtype=torch.float64)
    targets = objective.targets(given, width).double()
    outputs = torch.randn((*lead, width, SCORED), generator=generator, dtype=torch.float64)
    return objective, outputs, targets


@pytest.mark.parametrize("classes", [2, OUTPUTS])
@pytest.mark.parametrize("name", NAMES)
def test_the_error_is_the_gradient_of_the_summed_loss(name, classes):
    objective, outputs, targets = case(name, classes)
    leaf = outputs.clone().requires_grad_()
    (expected,) = torch.autograd.grad(objective.losses(leaf, targets).sum(), leaf)
    found = torch.full_like(outputs, torch.nan)
    objective.output_error(outputs, targets, found)
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_the_error_leaves_what_it_reads_as_it_is(name):
    objective, outputs, targets = case(name)
    kept = outputs.clone(), targets.clone()
    objective.output_error(outputs, targets, torch.empty_like(outputs))
    assert torch.equal(outputs, kept[0]) and torch.equal(targets, kept[1])


@pytest.mark.parametrize("name", NAMES)
def test_the_loss_is_the_mean_of_single_losses(name):
    objective, outputs, targets = case(name, lead=(2, 4))
    losses = objective.losses(outputs, targets)
    assert losses.shape == (2, 4, SCORED)
    torch.testing.assert_close(objective.loss(outputs, targets), losses.mean(-1), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_networks_and_trials_do_not_touch_each_other(name):
    objective, outputs, targets = case(name)
    alone = objective.losses(outputs[1:, :, 2:3], targets[1:, :, 2:3])
    torch.testing.assert_close(objective.losses(outputs, targets)[1:, 2:3], alone, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_a_step_against_the_error_lowers_the_loss(name):
    objective, outputs, targets = case(name)
    error = torch.empty_like(outputs)
    objective.output_error(outputs, targets, error)
    assert (objective.loss(outputs - 1e-3 * error, targets) < objective.loss(outputs, targets)).all()


@pytest.mark.parametrize("alpha", [0.25, 1.0, 4.0])
@pytest.mark.parametrize("centre", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_scale_and_centre_reach_the_gradient_at_the_bare_outputs(name, centre, alpha):
    objective, outputs, targets = case(name)
    initial = torch.randn(outputs.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    leaf = outputs.clone().requires_grad_()
    seen = objectives.scaled(leaf, initial, alpha, centre)
    torch.testing.assert_close(seen.detach(), alpha * (outputs - initial if centre else outputs))
    loss = objective.losses(seen, targets).sum() * objectives.loss_factor(name, alpha)
    (expected,) = torch.autograd.grad(loss, leaf)
    error = torch.empty_like(outputs)
    objective.output_error(seen.detach().contiguous(), targets, error)
    torch.testing.assert_close(error * objectives.error_factor(name, alpha), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("classes", [2, OUTPUTS])
@pytest.mark.parametrize("name", [name for name in NAMES if "trials" in objectives.registry.constant(name, "TAKES")])
def test_it_decides_for_the_label_where_outputs_are_the_targets(name, classes):
    objective, labels = objectives.registry.find(name), torch.arange(classes)
    targets = objective.targets(labels, objective.output_count(classes))
    assert objective.decision(targets).tolist() == labels.tolist()
