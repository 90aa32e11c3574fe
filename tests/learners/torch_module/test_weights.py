"""Weights of torch modules: how they are named, drawn from the seed, and taken from the stage connectivity."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from richlazy.errors import InputError
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.weights import dims, initial_weights, kind, studied
from torch import nn


def of_class(network, **literals):
    """Architecture of a class that stands in no file."""
    return Architecture(SimpleNamespace(Network=network, __file__="mine.py", **literals), {}, 3, 2)


def drawn(architecture, seeds, matrices=None):
    return initial_weights(matrices, seeds, 3, 2, architecture)


class Odd(nn.Module):
    """Names that are no identifiers, biases, a convolution, and a parameter that is not trained."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(inputs, 4), nn.ReLU(), nn.Linear(4, outputs))
        self.kernel = nn.Parameter(torch.randn(4, 2, 3))
        self.scale = nn.Parameter(torch.ones(4), requires_grad=False)

    def forward(self, inputs):
        return self.layers(inputs)


def test_weights_are_stored_by_the_names_of_the_parameters():
    architecture = of_class(Odd)
    fields = ("kernel", "scale", "layers_0", "layers_0_bias", "layers_2", "layers_2_bias")
    assert kind(architecture)._fields == fields
    assert dims(architecture) == {
        "kernel": ("kernel_post", "kernel_pre", "kernel_3"),
        "scale": ("scale_unit",),
        "layers_0": ("layers_0_post", "layers_0_pre"),
        "layers_0_bias": ("layers_0_bias_unit",),
        "layers_2": ("layers_2_post", "layers_2_pre"),
        "layers_2_bias": ("layers_2_bias_unit",),
    }
    weights = drawn(architecture, [0, 1])
    assert {name: w.ndim - 1 for name, w in weights._asdict().items()} == {
        name: len(names) for name, names in dims(architecture).items()
    }


def test_names_that_begin_with_a_number_become_identifiers():
    architecture = of_class(lambda inputs, outputs: nn.Sequential(nn.Linear(inputs, 4), nn.Linear(4, outputs)))
    assert kind(architecture)._fields == ("layer_0", "layer_0_bias", "layer_1", "layer_1_bias")


def test_the_matrices_under_study_are_all_trained_ones_but_the_last():
    architecture = of_class(Odd)
    assert architecture.studied == ["kernel", "layers.0.weight"]
    weights = drawn(architecture, [0])
    kernel, first = studied(weights._make(w[0] for w in weights), architecture)
    assert torch.equal(kernel, weights.kernel[0].reshape(4, 6)) and torch.equal(first, weights.layers_0[0])
    assert of_class(Odd, STUDIED=["layers.2.weight"]).studied == ["layers.2.weight"]
    assert of_class(lambda inputs, outputs: nn.Linear(inputs, outputs)).studied == ["weight"]


@pytest.mark.parametrize("name", ["layers.0.bias", "scale", "layers.0"])
def test_other_names_than_those_of_trained_matrices_are_refused(name):
    with pytest.raises(InputError, match=r"STUDIED: found .*allowed .* kernel, layers.0.weight, layers.2.weight"):
        _ = of_class(Odd, STUDIED=[name]).studied


def test_weights_depend_on_the_seed_alone(modules):
    architecture = modules.architecture("transformer")
    torch.manual_seed(1)
    both = drawn(architecture, [3, 5])
    torch.manual_seed(2)
    state = torch.random.get_rng_state()
    alone = drawn(modules.architecture("transformer"), [5])
    for stacked, single in zip(both, alone, strict=True):
        assert torch.equal(stacked[1], single[0])
    assert not torch.equal(both.query[0], both.query[1])
    assert torch.equal(torch.random.get_rng_state(), state)  # what others draw is left alone


def test_matrices_under_study_are_those_of_the_stage_connectivity(modules):
    architecture = modules.architecture("recurrent")
    matrices = np.random.default_rng(0).standard_normal((2, 1, 7, 7)).astype(np.float32)
    weights, others = (initial_weights(m, [4, 6], *modules.sizes, architecture) for m in (matrices, matrices + 1))
    assert np.array_equal(weights.recurrent, matrices[:, 0])
    assert torch.equal(weights.input, others.input) and torch.equal(weights.output, others.output)
    assert not torch.equal(weights.input[0], weights.input[1])


@pytest.mark.parametrize(
    "shape, message", [((2, 2, 7, 7), "found 1 names for 2 initial"), ((2, 1, 6, 6), "is 7 × 7, and.* are 6 × 6")]
)
def test_matrices_that_do_not_fit_are_refused(modules, shape, message):
    with pytest.raises(InputError, match=message):
        initial_weights(np.zeros(shape, np.float32), [0, 1], *modules.sizes, modules.architecture("recurrent"))


def from_numpy(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    layer.weight.data = torch.from_numpy(np.random.standard_normal((outputs, inputs)).astype(np.float32))
    return layer


def drawn_buffer(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    layer.register_buffer("mask", torch.rand(3))
    return layer


def alike(inputs, outputs):
    network = nn.Module()
    network.a_b = nn.Linear(inputs, outputs)
    network.a = nn.Module()
    network.a.b = nn.Linear(outputs, outputs)
    return network


def all_frozen(inputs, outputs):
    return nn.Linear(inputs, outputs).requires_grad_(False)


@pytest.mark.parametrize(
    "network, message",
    [
        (from_numpy, "two networks of one seed start with different weights.*write for example"),
        (drawn_buffer, "the buffer mask differs.*write `torch.nn.Parameter.values, requires_grad=False"),
        (lambda inputs, outputs: nn.Linear(inputs, outputs).double(), "weight is torch.float64, allowed is float32"),
        (alike, "parameters a_b.weight and a.b.weight would both be stored as a_b_weights"),
        (all_frozen, "no parameter of Network requires a gradient"),
        (lambda inputs, outputs: nn.ReLU(), "Network has no parameters|no parameter of Network"),
        (lambda inputs: nn.Linear(inputs, 1), r"write `def __init__\(self, inputs, outputs\):`"),
    ],
)
def test_modules_that_cannot_be_stacked_are_refused_when_they_are_drawn(network, message):
    with pytest.raises(InputError, match=message):
        drawn(of_class(network), [0, 1])


def test_a_file_without_the_class_is_refused():
    architecture = Architecture(SimpleNamespace(__file__="mine.py"), {}, 3, 2)
    with pytest.raises(InputError, match="mine.py: found no class Network; write `class Network"):
        drawn(architecture, [0])
