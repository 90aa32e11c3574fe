"""Optimisers against torch.optim on a fixed sequence of gradients."""

import pytest
import torch
from richlazy.training.optimizers import registry

REFERENCES = {
    "sgd": lambda p, momentum: torch.optim.SGD([p], lr=0.02, momentum=momentum),
    "adam": lambda p, momentum: torch.optim.Adam([p], lr=0.02, betas=(momentum, 0.999)),
}


def gradients(networks=None):
    generator = torch.Generator().manual_seed(0)
    lead = () if networks is None else (networks,)
    return torch.randn((30, *lead, 4, 5), generator=generator, dtype=torch.float64)


def feed(optimizer, buffer, gradient):
    buffer.mul_(optimizer.keep).add_(gradient)
    optimizer.update()


@pytest.mark.parametrize("name", registry.available())
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_updates_equal_pytorch(name, momentum):
    parameters, buffer = torch.ones(4, 5, dtype=torch.float64), torch.zeros(4, 5, dtype=torch.float64)
    expected = parameters.clone().requires_grad_()
    optimizer = registry.find(name).Optimizer(parameters, buffer, 0.02, momentum)
    reference = REFERENCES[name](expected, momentum)
    for gradient in gradients():
        feed(optimizer, buffer, gradient)
        expected.grad = gradient.clone()
        reference.step()
        torch.testing.assert_close(parameters, expected.detach(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", registry.available())
@pytest.mark.parametrize("kept", [[0, 2], [1]])
def test_networks_that_stay_go_on_as_before(name, kept):
    parameters, buffer = torch.ones(3, 4, 5, dtype=torch.float64), torch.zeros(3, 4, 5, dtype=torch.float64)
    optimizer = registry.find(name).Optimizer(parameters, buffer, 0.02, 0.9)
    first, second = gradients(3).split(15)
    for gradient in first:
        feed(optimizer, buffer, gradient)
    # One network drops its ensemble axis, as in RecurrentEnsemble.
    shape = (4, 5) if len(kept) == 1 else (len(kept), 4, 5)
    fewer, fewer_buffer = parameters[kept].reshape(shape), buffer[kept].reshape(shape)
    successor = registry.find(name).Optimizer(fewer, fewer_buffer, 0.02, 0.9)
    successor.continue_from(optimizer, 3, kept)
    for gradient in second:
        feed(optimizer, buffer, gradient)
        feed(successor, fewer_buffer, gradient[kept].reshape(shape))
    torch.testing.assert_close(fewer, parameters[kept].reshape(shape), rtol=1e-13, atol=1e-13)
