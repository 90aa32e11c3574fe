"""Measures by group of weights: each is that of one part of the network, in the order of GROUPS."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.kernel import tangent_kernels
from richlazy.learners.torch_module.weights import initial_weights
from richlazy.measures import group_kernel_alignment, group_weight_change
from richlazy.measures.alignment import alignment
from richlazy.measures.snapshot import Probes, Snapshot
from torch import nn

INPUTS, OUTPUTS, STEPS, TRIALS, KERNEL_TRIALS = 3, 2, 4, 6, 5


class Network(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.first, self.second, self.output = nn.Linear(inputs, 4), nn.Linear(4, 4), nn.Linear(4, outputs)

    def forward(self, inputs):
        return self.output(torch.tanh(self.second(torch.tanh(self.first(inputs)))))


GROUPS = {"ends": ["output", "first"], "middle": ["second"]}


@pytest.fixture(scope="module")
def built():
    file = SimpleNamespace(Network=Network, __file__="mine.py", GROUPS=GROUPS, OFFERS=["weight_groups"])
    return Architecture(file, {}, INPUTS, OUTPUTS)


@pytest.fixture(scope="module")
def pair(built):
    """A network at two seeds, which stand for before and after learning; all float64."""
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn((INPUTS, STEPS, TRIALS), generator=generator, dtype=torch.float64)
    trials = inputs, torch.zeros((STEPS, TRIALS), dtype=torch.int64)
    probes = Probes(*trials, *trials, KERNEL_TRIALS, STEPS - 1, "mine", built, True, "all", 1e9)
    drawn = initial_weights(None, [0, 1], INPUTS, OUTPUTS, built)
    return [Snapshot(drawn._make(w[n].double() for w in drawn), probes) for n in (0, 1)]


def test_weight_changes_of_groups_are_those_of_their_parameters(pair):
    initial, current = pair
    change = [b - a for a, b in zip(initial.weights, current.weights, strict=True)]
    first, first_bias, second, second_bias, output, output_bias = (float((one**2).sum()) for one in change)
    found = group_weight_change.measure(initial, current)
    np.testing.assert_allclose(
        found[:2] ** 2, [first + first_bias + output + output_bias, second + second_bias], rtol=1e-12
    )
    assert found.shape == (8,) and np.isnan(found[2:]).all()


def test_kernel_alignments_of_groups_are_those_of_their_kernels(pair, built):
    initial, current = pair
    inputs = initial.probes.probe_inputs[..., :KERNEL_TRIALS]
    names = [
        ["output.weight", "output.bias", "first.weight", "first.bias"],
        ["second.weight", "second.bias"],
    ]
    kernels = [tangent_kernels(one.weights, inputs, built, True, names, 1e9) for one in pair]
    found = group_kernel_alignment.measure(initial, current)
    np.testing.assert_allclose(found[:2], [alignment(*two) for two in zip(*kernels, strict=True)], rtol=1e-12)
    assert 0 < found[1] < 0.99
    assert found.shape == (8,) and np.isnan(found[2:]).all()


def test_before_learning_nothing_has_changed(pair):
    np.testing.assert_array_equal(group_weight_change.measure(pair[0], pair[0])[:2], 0)
    np.testing.assert_allclose(group_kernel_alignment.measure(pair[0], pair[0])[:2], 1)
