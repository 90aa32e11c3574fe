"""Groups of weights: together they hold every trained parameter once, and their kernels add up to that of all."""

from types import SimpleNamespace

import pytest
import torch
from richlazy.errors import InputError
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.groups import groups, kernels_by_group, weights_by_group
from richlazy.learners.torch_module.kernel import tangent_kernels
from richlazy.learners.torch_module.weights import initial_weights
from torch import nn


class Network(nn.Module):
    """Two layers, of which the first is a submodule with two parameters, and a fixed read-out."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.embedding, self.hidden = nn.Linear(inputs, 4), nn.Linear(4, 5)
        self.gain = nn.Parameter(torch.ones(5))
        self.read_out = nn.Parameter(torch.randn(outputs, 5), requires_grad=False)

    def forward(self, inputs):
        hidden = torch.tanh(self.hidden(torch.tanh(self.embedding(inputs))))
        return (self.gain * hidden) @ self.read_out.T


def with_groups(*given):
    file = SimpleNamespace(Network=Network, __file__="mine.py", OFFERS=["outputs", "weight_groups"])
    if given:
        (file.GROUPS,) = given
    return Architecture(file, {}, 3, 2)


WHOLE = {"first": ["embedding"], "rest": ["gain", "hidden.weight", "hidden.bias"]}


def test_a_submodule_stands_for_all_of_its_parameters():
    assert groups(with_groups(WHOLE)) == {
        "first": ["embedding.weight", "embedding.bias"],
        "rest": ["gain", "hidden.weight", "hidden.bias"],
    }


REFUSED = {
    "none": ((), "found None; a learner that offers 'weight_groups' has lists"),
    "names alone": ((["embedding"],), r"found \['embedding'\].*write for example `GROUPS = \{'all': "),
    "a name for a list": (({"all": "embedding"},), "found {'all': 'embedding'}"),
    "no group": (({},), "found 0 groups, allowed are 1 to 8"),
    "too many": (({str(n): ["gain"] for n in range(9)},), "found 9 groups, allowed are 1 to 8"),
    "an unknown name": (({"first": ["embed"]},), "'first': found 'embed', allowed are .*embedding.weight.*write for"),
    "a fixed parameter": (({"first": ["read_out"]},), "'first': found 'read_out', allowed are"),
    "no name": (({"first": [3]},), "'first': found 3, allowed are"),
    "one left out": (
        ({"first": ["embedding", "gain"]},),
        "hidden.weight is in no group; write .*'others': .*hidden.bias",
    ),
    "one twice": (
        ({**WHOLE, "again": ["embedding.bias"]},),
        "embedding.bias is in 'first' and again in 'again'; leave it in one",
    ),
    "one twice in a group": (({"all": ["gain", "gain"]},), "gain is in 'all' and again in 'all'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_hold_every_trained_parameter_once_is_refused(name):
    given, message = REFUSED[name]
    with pytest.raises(InputError, match=rf"mine\.py: GROUPS.*{message}") as refused:
        groups(with_groups(*given))
    assert "\n" not in str(refused.value)


def drawn(architecture):
    weights = initial_weights(None, [0], 3, 2, architecture)
    return weights._make(w[0].double() for w in weights)


def test_weights_of_groups_are_those_of_their_parameters():
    architecture = with_groups(WHOLE)
    weights = drawn(architecture)
    first, rest = weights_by_group(weights, architecture)
    assert torch.equal(first, torch.cat([weights.embedding.flatten(), weights.embedding_bias]))
    assert len(rest) == 5 + 4 * 5 + 5


@pytest.mark.parametrize("memory", [1e4, 1e9])
@pytest.mark.parametrize("last_only", [False, True])
def test_kernels_of_groups_add_up_to_that_of_all(last_only, memory):
    architecture = with_groups(WHOLE)
    weights, generator = drawn(architecture), torch.Generator().manual_seed(1)
    inputs = torch.randn((3, 4, 6), generator=generator, dtype=torch.float64)
    by_group = kernels_by_group(weights, inputs, architecture, last_only, memory)
    (whole,) = tangent_kernels(weights, inputs, architecture, last_only, [architecture.trained], memory)
    assert all(kernel.abs().max() > 1e-3 for kernel in by_group)
    torch.testing.assert_close(sum(by_group), whole, rtol=1e-12, atol=1e-12)
