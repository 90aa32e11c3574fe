"""Optimisers of the library against torch.optim on a fixed sequence of gradients."""

import pytest
import torch
from richlazy.training.optimizers import registry

CLIP_NORM = 4.0  # below the norm of half of the gradients
REFERENCES = {
    "sgd": lambda p, momentum: torch.optim.SGD([p], lr=0.02, momentum=momentum),
    "adam": lambda p, momentum: torch.optim.Adam([p], lr=0.02, betas=(momentum, 0.999)),
}
CLIPPED = ["sgd_clipped", "adam_clipped"]
NAMES = [*REFERENCES, *CLIPPED]


def make(name, parameters, buffer, momentum=0.9, clip_norm=CLIP_NORM):
    values = {"learning_rate": 0.02, "momentum": momentum, "clip_norm": clip_norm}
    declared = registry.constant(name, "PARAMETERS", {})
    return registry.find(name).Optimizer(parameters, buffer, **{key: values[key] for key in declared})


def gradients(networks=None):
    generator = torch.Generator().manual_seed(0)
    lead = () if networks is None else (networks,)
    return torch.randn((30, *lead, 4, 5), generator=generator, dtype=torch.float64)


def feed(optimizer, buffer, gradient):
    buffer.mul_(optimizer.keep).add_(gradient)
    optimizer.update()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_updates_equal_pytorch(name, momentum):
    parameters, buffer = torch.ones(4, 5, dtype=torch.float64), torch.zeros(4, 5, dtype=torch.float64)
    expected = parameters.clone().requires_grad_()
    optimizer = make(name, parameters, buffer, momentum)
    reference = REFERENCES[name.removesuffix("_clipped")](expected, momentum)
    for gradient in gradients():
        feed(optimizer, buffer, gradient)
        expected.grad = gradient.clone()
        if name in CLIPPED:
            torch.nn.utils.clip_grad_norm_([expected], CLIP_NORM)
        reference.step()
        torch.testing.assert_close(parameters, expected.detach(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kept", [[0, 2], [1]])
def test_networks_that_stay_go_on_as_before(name, kept):
    parameters, buffer = torch.ones(3, 4, 5, dtype=torch.float64), torch.zeros(3, 4, 5, dtype=torch.float64)
    optimizer = make(name, parameters, buffer)
    first, second = gradients(3).split(15)
    for gradient in first:
        feed(optimizer, buffer, gradient)
    # One network drops its ensemble axis, as in RecurrentEnsemble.
    shape = (4, 5) if len(kept) == 1 else (len(kept), 4, 5)
    fewer, fewer_buffer = parameters[kept].reshape(shape), buffer[kept].reshape(shape)
    successor = make(name, fewer, fewer_buffer)
    successor.continue_from(optimizer, 3, kept)
    for gradient in second:
        feed(optimizer, buffer, gradient)
        feed(successor, fewer_buffer, gradient[kept].reshape(shape))
    torch.testing.assert_close(fewer, parameters[kept].reshape(shape), rtol=1e-13, atol=1e-13)


# Clipping


def test_the_gradients_of_the_tests_are_longer_and_shorter_than_the_bound():
    norms = gradients().flatten(1).norm(dim=1)
    assert (norms > CLIP_NORM).any() and (norms < CLIP_NORM).any()


@pytest.mark.parametrize("name", CLIPPED)
@pytest.mark.parametrize("networks", [None, 3])
def test_a_bound_that_no_gradient_reaches_changes_nothing(name, networks):
    lead = () if networks is None else (networks,)
    found, expected, *buffers = (torch.ones((*lead, 4, 5), dtype=torch.float64) for _ in range(4))
    for buffer in buffers:
        buffer.zero_()
    clipped, plain = make(name, found, buffers[0], clip_norm=1e9), make(name[:-8], expected, buffers[1])
    for gradient in gradients(networks):
        feed(clipped, buffers[0], gradient)
        feed(plain, buffers[1], gradient)
        assert torch.equal(found, expected)


@pytest.mark.parametrize("name", CLIPPED)
def test_networks_are_clipped_one_by_one(name):
    """A network with gradients a thousand times as long changes nothing for the others."""
    together, buffer = torch.ones(3, 4, 5, dtype=torch.float64), torch.zeros(3, 4, 5, dtype=torch.float64)
    scale = torch.tensor([1, 1000, 0.01], dtype=torch.float64)[:, None, None]
    alone = [torch.ones(4, 5, dtype=torch.float64) for _ in range(3)]
    buffers = [torch.zeros(4, 5, dtype=torch.float64) for _ in range(3)]
    optimizer, singles = make(name, together, buffer), [make(name, *pair) for pair in zip(alone, buffers, strict=True)]
    for gradient in scale * gradients(3):
        feed(optimizer, buffer, gradient)
        for single, own, part in zip(singles, buffers, gradient, strict=True):
            feed(single, own, part)
    torch.testing.assert_close(together, torch.stack(alone), rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("size", [1e3, 1e20, 1e38])
def test_no_step_is_longer_than_the_clipped_gradients_of_all_steps_together(momentum, size):
    """In float32 the squares of the last two sizes are infinite."""
    parameters, buffer = torch.zeros(2, 4, 5), torch.zeros(2, 4, 5)
    optimizer = make("sgd_clipped", parameters, buffer, momentum)
    for gradient in torch.sign(gradients(2)).float() * size:
        before = parameters.clone()
        feed(optimizer, buffer, gradient)
        step = (parameters - before).flatten(1).norm(dim=1)
        assert (step > 0).all() and (step <= 1.00001 * 0.02 * CLIP_NORM / (1 - momentum)).all()


@pytest.mark.parametrize("name", CLIPPED)
@pytest.mark.parametrize("bad", [torch.inf, -torch.inf, torch.nan])
def test_a_gradient_that_is_not_finite_leaves_no_finite_weights_of_its_network(name, bad):
    """Training checks weights and loss for what is not finite: a step of length 0 would hide the divergence."""
    parameters, buffer = torch.ones(2, 4, 5), torch.zeros(2, 4, 5)
    optimizer, gradient = make(name, parameters, buffer), torch.ones(2, 4, 5)
    gradient[1, 2, 3] = bad
    feed(optimizer, buffer, gradient)
    assert parameters[0].isfinite().all() and not parameters[1].isfinite().all()


@pytest.mark.parametrize("name", CLIPPED)
def test_a_gradient_of_zeros_moves_nothing(name):
    parameters, buffer = torch.ones(4, 5), torch.zeros(4, 5)
    feed(make(name, parameters, buffer), buffer, torch.zeros(4, 5))
    assert (parameters == 1).all()
