"""Outputs, features and read-out of torch modules, in the layout of all learners."""

from types import SimpleNamespace

import pytest
import torch
from richlazy.errors import InputError
from richlazy.learners.feedforward import activity as feedforward_activity
from richlazy.learners.feedforward.architecture import architecture as feedforward_architecture
from richlazy.learners.feedforward.weights import Weights as FeedforwardWeights
from richlazy.learners.recurrent import activity as recurrent_activity
from richlazy.learners.recurrent.weights import Weights as RecurrentWeights
from richlazy.learners.torch_module.activity import features, hidden_activity, outputs, read_out
from richlazy.learners.torch_module.architecture import Architecture
from torch import nn

STEPS, TRIALS = 4, 6


def single(modules, name):
    architecture = modules.architecture(name)
    weights = modules.weights(architecture, 1)
    return architecture, weights._make(w[0] for w in weights)


def test_the_recurrent_network_as_a_module_equals_the_one_written_out(modules):
    architecture, weights = single(modules, "recurrent")
    inputs, written = modules.inputs(1, STEPS, TRIALS)[0], RecurrentWeights(**weights._asdict())
    for ours, theirs in (
        (hidden_activity, recurrent_activity.hidden_activity),
        (outputs, recurrent_activity.outputs),
    ):
        expected = theirs(written, inputs, 0.4)
        torch.testing.assert_close(ours(weights, inputs, architecture), expected, rtol=0, atol=1e-12)
    assert torch.equal(read_out(weights, architecture), recurrent_activity.read_out(written, 0.4))
    assert list(features(weights, inputs, architecture)) == ["output"]  # the input of that submodule


def test_the_feedforward_network_as_a_module_equals_the_one_written_out(modules):
    architecture, weights = single(modules, "feedforward")
    inputs = modules.inputs(1, 1, TRIALS)[0]
    hidden = torch.stack([weights.layers_0_matrix, weights.layers_1_matrix])
    written = FeedforwardWeights(hidden, weights.embedding, weights.output)
    design = feedforward_architecture({"activation": "relu", "truncated_layers": "all"})
    expected = feedforward_activity.features(written, inputs, design)
    found = features(weights, inputs, architecture)
    assert list(found) == ["layers.0", "layers.1"] and list(expected) == ["layer 1", "layer 2"]
    for ours, theirs in zip(found.values(), expected.values(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-12)
    assert torch.equal(hidden_activity(weights, inputs, architecture), found["layers.1"])
    expected = feedforward_activity.outputs(written, inputs, design)
    torch.testing.assert_close(outputs(weights, inputs, architecture), expected, rtol=0, atol=1e-12)


class Steps(nn.Module):
    """`cell` is called at every step, `pair` gives a tuple, `whole` sees a trial as a whole, `image` has channels."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.cell, self.pair, self.whole = nn.Identity(), Pair(), nn.Identity()
        self.image, self.wrong = nn.Identity(), nn.Identity()
        self.output = nn.Linear(inputs, outputs)

    def forward(self, inputs):
        for step in inputs.unbind(1):
            self.cell(2 * step)
        self.pair(inputs)
        self.whole(inputs.flatten(1))
        self.image(torch.stack([inputs, -inputs], 2))
        self.wrong(inputs.sum(0))
        return self.output(inputs)


class Pair(nn.Module):
    def forward(self, inputs):
        return inputs + 1, None


def steps(**literals):
    architecture = Architecture(SimpleNamespace(Network=Steps, __file__="mine.py", **literals), {}, 3, 2)
    return architecture, tuple(architecture.network.parameters())


def test_features_of_all_forms_come_as_unit_time_and_trial(modules):
    inputs = modules.inputs(1, STEPS, TRIALS, torch.float32)[0]
    architecture, weights = steps(FEATURES=["cell", "pair", "whole", "image"])
    found = features(weights, inputs, architecture)
    assert torch.equal(found["cell"], 2 * inputs)
    assert torch.equal(found["pair"], inputs + 1)
    by_trial = inputs.permute(2, 1, 0).flatten(1).T  # [time · input, trial]
    assert torch.equal(found["whole"], by_trial[:, None].expand(-1, STEPS, -1))
    assert torch.equal(found["image"], torch.cat([inputs, -inputs]))
    assert torch.equal(features(weights, inputs, steps()[0])["output"], inputs)


@pytest.mark.parametrize(
    "names, message",
    [
        (["wrong"], "submodule wrong was called 1 times with values of the form .4, 3."),
        (["no"], "FEATURES: found 'no'"),
    ],
)
def test_what_are_no_features_is_refused(modules, names, message):
    architecture, weights = steps(FEATURES=names)
    with pytest.raises(InputError, match=message):
        features(weights, modules.inputs(1, STEPS, TRIALS, torch.float32)[0], architecture)


def test_without_a_submodule_with_weights_features_have_no_name(modules):
    class Bare(nn.Module):
        def __init__(self, inputs, outputs):
            super().__init__()
            self.matrix = nn.Parameter(torch.randn(outputs, inputs))

        def forward(self, inputs):
            return inputs @ self.matrix.T

    architecture = Architecture(SimpleNamespace(Network=Bare, __file__="mine.py"), {}, 3, 2)
    with pytest.raises(InputError, match="name some in FEATURES"):
        features((architecture.network.matrix,), modules.inputs(1, 2, 3, torch.float32)[0], architecture)


def test_a_read_out_that_is_no_matrix_is_refused():
    architecture, weights = steps()
    assert torch.equal(read_out(weights, architecture), weights[0])
    architecture.network.last = nn.LayerNorm(2)
    with pytest.raises(InputError, match="last submodule with weights, last, is no torch.nn.Linear"):
        read_out(weights, architecture)
