"""Adam warmed up against PyTorch's own, and the rate that keeps Adam's first change of scaled outputs."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from richlazy.errors import InputError
from richlazy.learners.recurrent import activity
from richlazy.learners.recurrent.weights import Weights
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

from studies.in_context.derived.adam_rate_at_unit_alpha import derive
from studies.in_context.optimizers.adam_warmed_up import Optimizer

# Weights of a recurrent network: recurrent, input, output.
SHAPES = ((5, 5), (5, 3), (2, 5))


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


def test_the_rate_is_over_alpha_exactly():
    assert derive(Fraction("0.001"), 8, "adam_warmed_up") == {"learning_rate": Fraction("0.000125")}


def test_an_optimiser_without_normalisation_is_refused():
    with pytest.raises(InputError, match="`optimizer: sgd` makes steps that grow.*write `optimizer: adam_warmed_up`"):
        derive(Fraction("0.001"), 8, "sgd")


def silent(networks, step, loss):
    """A report that says nothing."""


def first_change(alpha):
    """Change of alpha (f - f₀) by the first update, in float64."""
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((6, 3, 4), generator=generator, dtype=torch.float64)
    labels = torch.randint(2, (6, 4), generator=generator)
    weights = Weights(*(torch.randn((1, *shape), generator=generator, dtype=torch.float64) / 3 for shape in SHAPES))
    rate = derive(Fraction("1e-8"), Fraction(alpha), "adam_warmed_up")["learning_rate"]
    values = {"learning_rate": float(rate), "momentum": 0.9, "warmup_steps": 1}
    settings = Settings("recurrent", 1.0, 6, [0, 1], values, optimizer="adam_warmed_up", alpha=alpha, centre=True)
    order = MinibatchOrder(np.random.default_rng(0), 6, 6)
    history = train(weights, Pool(inputs, labels, 2), [order], settings, silent)
    shown = inputs.permute(1, 2, 0)
    before, after = (activity.outputs(Weights(*(w[0, step] for w in history.weights)), shown, 1.0) for step in (0, 1))
    return alpha * (after - before)


def test_the_first_change_of_scaled_outputs_is_the_same_for_every_alpha():
    plain = first_change(1)
    assert plain.abs().max() > 0
    for alpha in (0.25, 8, 64):
        torch.testing.assert_close(first_change(alpha), plain, rtol=1e-3, atol=1e-4 * float(plain.abs().max()))
