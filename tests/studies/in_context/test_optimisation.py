"""Adam warmed up against PyTorch's own."""

import pytest
import torch

from studies.in_context.optimizers.adam_warmed_up import Optimizer


def gradients(*networks):
    return torch.randn((30, *networks, 4, 5), generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def feed(optimizer, buffer, gradient):
    buffer.mul_(optimizer.keep).add_(gradient)
    optimizer.update()


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("warmup", [0, 1, 7, 100])
def test_updates_equal_pytorch_with_a_schedule(warmup, momentum):
    parameters, buffer = torch.ones(4, 5, dtype=torch.float64), torch.zeros(4, 5, dtype=torch.float64)
    expected = parameters.clone().requires_grad_()
    optimizer = Optimizer(parameters, buffer, learning_rate=0.02, momentum=momentum, warmup_steps=warmup)
    reference = torch.optim.Adam([expected], lr=0.02, betas=(momentum, 0.999))
    schedule = torch.optim.lr_scheduler.LambdaLR(reference, lambda step: min(1, (step + 1) / max(1, warmup)))
    for gradient in gradients():
        feed(optimizer, buffer, gradient)
        expected.grad = gradient.clone()
        reference.step()
        schedule.step()
        torch.testing.assert_close(parameters, expected.detach(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kept", [[0, 2], [1]])
def test_networks_that_stay_go_on_with_their_warm_up(kept):
    values = {"learning_rate": 0.02, "momentum": 0.9, "warmup_steps": 20}
    parameters, buffer = torch.ones(3, 4, 5, dtype=torch.float64), torch.zeros(3, 4, 5, dtype=torch.float64)
    optimizer = Optimizer(parameters, buffer, **values)
    first, second = gradients(3).split(15)
    for gradient in first:
        feed(optimizer, buffer, gradient)
    shape = (4, 5) if len(kept) == 1 else (len(kept), 4, 5)
    fewer, fewer_buffer = parameters[kept].reshape(shape), buffer[kept].reshape(shape)
    successor = Optimizer(fewer, fewer_buffer, **values)
    successor.continue_from(optimizer, 3, kept)
    for gradient in second:
        feed(optimizer, buffer, gradient)
        feed(successor, fewer_buffer, gradient[kept].reshape(shape))
    torch.testing.assert_close(fewer, parameters[kept].reshape(shape), rtol=1e-12, atol=1e-12)
