"""Tangent kernels by vector-Jacobian products against the structured ones, and against autograd's Jacobian."""

from types import SimpleNamespace

import pytest
import torch
from helpers.live_memory import LiveMemory
from richlazy.learners.feedforward.architecture import architecture as feedforward_architecture
from richlazy.learners.feedforward.kernel import kernel_factors as feedforward_factors
from richlazy.learners.feedforward.weights import Weights as FeedforwardWeights
from richlazy.learners.kernels import tangent_kernels as structured_kernels
from richlazy.learners.recurrent.kernel import kernel_factors as recurrent_factors
from richlazy.learners.recurrent.weights import Weights as RecurrentWeights
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.kernel import tangent_kernels
from richlazy.learners.torch_module.linear_factors import LinearFactors
from richlazy.learners.torch_module.weights import initial_weights
from torch import nn
from torch.func import functional_call

STEPS, TRIALS = 3, 4
# From blocks of one row, by blocks of some rows of a trial and of some trials, to all at once.
MEMORIES = [1, 15e3, 60e3, 150e3, 1e9]


def single(modules, name, **parameters):
    architecture = modules.architecture(name, **parameters)
    return architecture, modules.weights(architecture, 1)._make(w[0] for w in modules.weights(architecture, 1))


def by_jacobian(architecture, weights, inputs, last_only, names):
    """J Jᵀ of autograd's Jacobian, rows ordered (step, output, trial)."""
    values = architecture.by_name(weights)

    def stacked(*chosen):
        changed = {**values, **dict(zip(names, chosen, strict=True))}
        outputs = functional_call(architecture.network, changed, (inputs.permute(2, 1, 0),))
        return (outputs[:, -1:] if last_only else outputs).permute(1, 2, 0).flatten()

    jacobians = torch.autograd.functional.jacobian(stacked, tuple(values[name] for name in names))
    jacobian = torch.cat([part.flatten(1) for part in jacobians], 1)
    return jacobian @ jacobian.T


@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("name", ["recurrent", "feedforward", "transformer"])
def test_kernels_of_groups_equal_autograd(modules, name, last_only, memory):
    architecture, weights = single(modules, name)
    inputs = modules.inputs(1, STEPS, TRIALS)[0]
    others = [n for n in architecture.trained if n not in architecture.studied]
    groups = [architecture.studied, others, architecture.trained[:1]]
    found = tangent_kernels(weights, inputs, architecture, last_only, groups, memory)
    for kernel, names in zip(found, groups, strict=True):
        expected = by_jacobian(architecture, weights, inputs, last_only, names)
        assert expected.abs().max() > 1e-3
        torch.testing.assert_close(kernel, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("leak", [1.0, 0.4])
@pytest.mark.parametrize("last_only", [False, True])
def test_kernels_of_the_recurrent_network_equal_the_structured_ones(modules, last_only, leak):
    architecture, weights = single(modules, "recurrent", leak=leak)
    inputs = modules.inputs(1, STEPS, TRIALS)[0]
    written = RecurrentWeights(**weights._asdict())
    expected = structured_kernels(
        lambda trials: recurrent_factors(written, inputs[..., trials], leak, last_only), TRIALS, 1e9
    )
    groups = [["recurrent.weight"], ["input.weight"]]
    found = tangent_kernels(weights, inputs, architecture, last_only, groups, 1e9)
    for kernel, truth in zip(found, expected, strict=True):
        torch.testing.assert_close(kernel, truth, rtol=1e-10, atol=1e-12)


def test_kernels_of_the_feedforward_network_equal_the_structured_ones(modules):
    architecture, weights = single(modules, "feedforward")
    inputs = modules.inputs(1, 1, TRIALS)[0]
    hidden = torch.stack([weights.layers_0_matrix, weights.layers_1_matrix])
    written = FeedforwardWeights(hidden, weights.embedding, weights.output)
    design = feedforward_architecture({"activation": "relu", "truncated_layers": "all"})
    expected = structured_kernels(
        lambda trials: feedforward_factors(written, inputs[..., trials], design, False), TRIALS, 1e9
    )
    found = tangent_kernels(weights, inputs, architecture, False, [[name] for name in architecture.studied], 1e9)
    for kernel, truth in zip(found, expected, strict=True):
        torch.testing.assert_close(kernel, truth, rtol=1e-10, atol=1e-12)


class Tied(nn.Module):
    """The matrix of `embedding` reads out as well; `plain` is a linear layer that nothing else uses."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.embedding, self.plain = nn.Linear(inputs, 5, bias=False), nn.Linear(5, 5)

    def forward(self, inputs):
        return torch.tanh(self.plain(self.embedding(inputs))) @ self.embedding.weight


class Shared(nn.Module):
    """One matrix in two layers, and one layer that is called twice."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.first, self.second = nn.Linear(inputs, inputs), nn.Linear(inputs, inputs)
        self.second.weight, self.output = self.first.weight, nn.Linear(inputs, outputs)

    def forward(self, inputs):
        hidden = torch.tanh(self.second(torch.tanh(self.first(inputs))))
        return self.output(hidden) * self.output(inputs)


@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("network, factored", [(Tied, ["plain.weight"]), (Shared, ["output.weight"])])
def test_a_matrix_with_several_uses_has_no_factors_and_the_right_kernel(modules, network, factored, last_only):
    architecture = Architecture(SimpleNamespace(Network=network, __file__="mine.py"), {}, *modules.sizes)
    drawn = initial_weights(None, [0], *modules.sizes, architecture)
    weights = drawn._make(w[0].double() for w in drawn)
    inputs = modules.inputs(1, STEPS, TRIALS)[0]
    factors = LinearFactors(architecture, architecture.by_name(weights), inputs.permute(2, 1, 0), last_only)
    assert factors.names == factored
    groups = [[name] for name in architecture.trained]
    found = tangent_kernels(weights, inputs, architecture, last_only, groups, 1e9)
    for kernel, names in zip(found, groups, strict=True):
        expected = by_jacobian(architecture, weights, inputs, last_only, names)
        torch.testing.assert_close(kernel, expected, rtol=1e-10, atol=1e-12)


def test_kernel_times_vector_is_how_outputs_change_along_the_gradient(modules):
    architecture, weights = single(modules, "transformer")
    inputs = modules.inputs(1, STEPS, TRIALS)[0]
    (kernel,) = tangent_kernels(weights, inputs, architecture, False, [architecture.trained], 1e9)
    vector = torch.randn(len(kernel), generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    values = architecture.by_name(weights)

    def outputs(changed):
        found = functional_call(architecture.network, changed, (inputs.permute(2, 1, 0),))
        return found.permute(1, 2, 0).flatten()

    leaves = {name: value.clone().requires_grad_() for name, value in values.items()}
    gradients = torch.autograd.grad(outputs(leaves), list(leaves.values()), vector)
    size = 1e-6
    ends = [
        outputs({name: v + sign * size * g for (name, v), g in zip(values.items(), gradients, strict=True)})
        for sign in (1, -1)
    ]
    change = (ends[0] - ends[1]).detach() / (2 * size)
    torch.testing.assert_close(kernel @ vector, change, rtol=1e-6, atol=1e-6)


# The module, whose matrices are linear layers or plain parameters; units, steps, trials: many weights and few rows; few
# weights and many rows, whose products are the larger part.
SHAPES = [
    ("recurrent", 48, 5, 16),
    ("recurrent", 6, 10, 24),
    ("feedforward", 32, 5, 8),
    ("feedforward", 6, 10, 24),
]


def peak_of(modules, memory, name, units, steps, trials):
    """Peak of temporaries, and the size of the kernel, in bytes."""
    architecture = modules.architecture(name, hidden=units)
    drawn = initial_weights(torch.randn((1, 1, units, units)).numpy() / units**0.5, [0], *modules.sizes, architecture)
    weights = drawn._make(w[0] for w in drawn)
    inputs = modules.inputs(1, steps, trials, torch.float32)[0]
    with LiveMemory() as watched:
        (kernel,) = tangent_kernels(weights, inputs, architecture, False, [architecture.studied], memory)
    size = kernel.numel() * kernel.element_size()
    return watched.peak - size, size


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
@pytest.mark.parametrize("name, units, steps, trials", SHAPES)
def test_temporaries_stay_within_the_bound_and_two_more_kernels(modules, name, units, steps, trials, share):
    free, size = peak_of(modules, 1e12, name, units, steps, trials)
    copies = 2 * size if name == "recurrent" else 0
    assert peak_of(modules, share * free, name, units, steps, trials)[0] <= share * free + copies
