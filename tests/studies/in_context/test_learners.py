"""The networks of sequences: their layout, their layers, and their kernels by group against brute force."""

import pytest
import torch
from richlazy import learners
from richlazy.learners.torch_module.groups import groups, kernels_by_group
from richlazy.learners.torch_module.kernel import tangent_kernels
from torch.func import functional_call

NAMES = ("in_context_transformer", "in_context_lstm", "in_context_elman")
PAIRS, DIMENSION, LABELS, WIDTH, TRIALS = 2, 3, 4, 6, 5
STEPS = 2 * PAIRS + 1


def built(name, width=WIDTH, pairs=PAIRS, dimension=DIMENSION, labels=LABELS):
    """Architecture and weights of one network, float64."""
    architecture = (
        learners.parts(name)
        .find("architecture")
        .architecture({"learner": name, "in_context_width": width, "context_pairs": pairs}, dimension + 1, labels)
    )
    weights = architecture.build(3).named_parameters()
    return architecture, tuple(values.detach().double() for _, values in weights)


def sequences(seed=0, trials=TRIALS):
    """Random sequences [trial, time, input] in the layout of the study."""
    generator = torch.Generator().manual_seed(seed)
    shown = torch.zeros(trials, STEPS, DIMENSION + 1, dtype=torch.float64)
    shown[:, ::2, :-1] = torch.randn((trials, PAIRS + 1, DIMENSION), generator=generator, dtype=torch.float64)
    shown[:, 1::2, -1] = 1 + torch.randint(LABELS, (trials, PAIRS), generator=generator)
    return shown


def test_the_transformer_of_the_default_size_has_as_many_weights_as_in_the_sheet():
    _, weights = built("in_context_transformer", 64, 4, 32, 32)
    assert sum(values.numel() for values in weights) == 66_400


@pytest.mark.parametrize("name", NAMES)
def test_variances_of_the_initial_weights(name):
    architecture, weights = built(name, 64, 4, 32, 32)
    values = architecture.by_name(weights)
    deviations = {"embedding.items.weight": 1, "embedding.labels.weight": 1, "embedding.positions": 0.5}
    deviations |= {one: 1 / 8 for one in architecture.studied}
    for one, expected in deviations.items():
        assert float(values[one].std()) == pytest.approx(expected, rel=0.1), one
    if name == "in_context_lstm":
        bias = values["input.bias"].reshape(4, 64)
        assert torch.equal(bias, torch.tensor([0.0, 1, 0, 0], dtype=torch.float64)[:, None].expand(4, 64))


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_those_of_the_query_at_every_step(name):
    architecture, weights = built(name)
    outputs = architecture.call(architecture.by_name(weights), sequences())
    assert outputs.shape == (TRIALS, STEPS, LABELS)
    assert torch.equal(outputs, outputs[:, -1:].expand_as(outputs))


@pytest.mark.parametrize("name", NAMES)
def test_a_label_is_a_row_of_the_table_and_nothing_else_is_one(name):
    architecture, weights = built(name)
    values, shown = architecture.by_name(weights), sequences()
    tokens = functional_call(architecture.network.embedding, of("embedding", values), (shown,)) - values[
        "embedding.positions"
    ]  # fmt: skip
    labels = shown[:, 1::2, -1].long() - 1
    torch.testing.assert_close(tokens[:, 1::2], values["embedding.labels.weight"].T[labels])
    torch.testing.assert_close(tokens[:, ::2], shown[:, ::2, :-1] @ values["embedding.items.weight"].T)
    shown[..., -1] = LABELS + 1
    beyond = functional_call(architecture.network.embedding, of("embedding", values), (shown,))
    torch.testing.assert_close(beyond[:, 1::2], values["embedding.positions"][1::2].expand(TRIALS, PAIRS, WIDTH))


def of(module, values):
    """Parameters of a submodule by their names in it."""
    return {name.removeprefix(f"{module}."): value for name, value in values.items() if name.startswith(f"{module}.")}


def test_the_last_layer_is_the_last_token_of_a_whole_layer():
    architecture, weights = built("in_context_transformer")
    network, values = architecture.network, of("second", architecture.by_name(weights))
    stream = torch.randn((TRIALS, STEPS, WIDTH), generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    whole = functional_call(network.first, values, (stream,))
    torch.testing.assert_close(functional_call(network.second, values, (stream,)), whole[:, -1])


def test_no_token_sees_a_later_one():
    architecture, weights = built("in_context_transformer")
    values = of("first", architecture.by_name(weights))
    stream = torch.randn((1, STEPS, WIDTH), generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    changed = stream.clone()
    changed[:, 3:] += torch.arange(WIDTH)
    before, after = (functional_call(architecture.network.first, values, (one,)) for one in (stream, changed))
    assert torch.equal(before[:, :3], after[:, :3])
    assert not torch.isclose(before[:, 3:], after[:, 3:]).all()


def jacobian(architecture, weights, shown, names):
    """Derivatives of the outputs at the query, [(output, trial), weight], by autograd."""
    values = architecture.by_name(weights)

    def outputs(*chosen):
        changed = {**values, **dict(zip(names, chosen, strict=True))}
        return functional_call(architecture.network, changed, (shown,))[:, -1].T.flatten()

    found = torch.autograd.functional.jacobian(outputs, tuple(values[name] for name in names))
    return torch.cat([one.flatten(1) for one in found], 1)


@pytest.mark.parametrize("memory", [3e4, 1e9])
@pytest.mark.parametrize("name", NAMES)
def test_kernels_by_group_are_products_of_jacobians_and_add_up(name, memory):
    architecture, weights = built(name)
    shown = sequences()
    inputs = shown.permute(2, 1, 0)
    found = kernels_by_group(weights, inputs, architecture, True, memory)
    for kernel, names in zip(found, groups(architecture).values(), strict=True):
        derivatives = jacobian(architecture, weights, shown, names)
        assert derivatives.abs().max() > 1e-3
        torch.testing.assert_close(kernel, derivatives @ derivatives.T, rtol=1e-10, atol=1e-12)
    (whole,) = tangent_kernels(weights, inputs, architecture, True, [architecture.trained], memory)
    torch.testing.assert_close(sum(found), whole, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_kernel_times_vector_is_a_central_difference_along_the_gradient(name):
    """(f(w + h Jᵀ v) - f(w - h Jᵀ v)) / 2h = K v, group by group."""
    architecture, weights = built(name)
    shown, values = sequences(), architecture.by_name(weights)
    generator = torch.Generator().manual_seed(2)
    kernels = kernels_by_group(weights, shown.permute(2, 1, 0), architecture, True, 1e9)
    for kernel, names in zip(kernels, groups(architecture).values(), strict=True):
        vector = torch.randn(len(kernel), generator=generator, dtype=torch.float64)
        leaves = {key: value.clone().requires_grad_() for key, value in values.items()}
        outputs = architecture.call(leaves, shown)[:, -1].T.flatten()
        along = torch.autograd.grad(outputs @ vector, [leaves[key] for key in names])
        ends = []
        for step in (1e-6, -1e-6):
            moved = {**values, **{key: values[key] + step * one for key, one in zip(names, along, strict=True)}}
            ends.append(architecture.call(moved, shown)[:, -1].T.flatten())
        quotient = (ends[0] - ends[1]) / 2e-6
        torch.testing.assert_close(kernel @ vector, quotient, rtol=1e-6, atol=1e-6 * float(quotient.abs().max()))
