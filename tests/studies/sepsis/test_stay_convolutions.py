"""The learner is the network of the methods, and what is not known has no influence on it."""

import numpy as np
import pytest
import torch

from studies.sepsis.learners.stay_convolutions import Network
from studies.sepsis.methods.convolutions import TemporalConvolutions

STAYS, HOURS, CHANNELS, WIDTH = 6, 24, 12, 7
GENERATOR = torch.Generator().manual_seed(0)
GRID = torch.randn((STAYS, HOURS, CHANNELS), generator=GENERATOR, dtype=torch.float64)
LENGTHS = torch.tensor([24, 1, 7, 13, 2, 23])


def shown(grid=GRID, lengths=LENGTHS):
    """Inputs of the learner: the grid, and which hours are known."""
    known = (torch.arange(grid.shape[1]) < lengths[:, None]).to(grid)
    return torch.cat([grid, known[..., None]], -1)


def learner(levels=3):
    torch.manual_seed(1)
    return Network(CHANNELS + 1, 2, WIDTH, levels).double()


def as_method(network, levels):
    """The network of the methods with the same weights; its log odds are class 1 less class 0."""
    method = TemporalConvolutions(CHANNELS, WIDTH, 3, levels).double()
    with torch.no_grad():
        for block, other in zip(network.blocks, method.blocks, strict=True):
            for name in ("first", "second"):
                own, theirs = getattr(block, name), getattr(other, name)
                theirs.norm.load_state_dict(own.norm.state_dict())
                theirs.convolution.weight.copy_(own.weights.weight.unflatten(1, (3, -1)).transpose(1, 2))
                theirs.convolution.bias.copy_(own.weights.bias)
            if isinstance(other.skip, torch.nn.Conv1d):
                other.skip.weight.copy_(block.skip.weight[..., None])
                other.skip.bias.copy_(block.skip.bias)
        method.head.weight.copy_(network.head.weight[1:] - network.head.weight[:1])
        method.head.bias.copy_(network.head.bias[1:] - network.head.bias[:1])
    return method


@pytest.mark.parametrize("levels", [1, 3])
def test_it_is_the_network_of_the_methods(levels):
    network = learner(levels)
    for norm in (block.first.norm for block in network.blocks):
        torch.nn.init.normal_(norm.weight)
        torch.nn.init.normal_(norm.bias)
    outputs = network(shown())
    assert outputs.shape == (STAYS, HOURS, 2) and torch.equal(outputs, outputs[:, :1].expand_as(outputs))
    expected = as_method(network, levels)(GRID, LENGTHS)
    torch.testing.assert_close(outputs[:, -1, 1] - outputs[:, -1, 0], expected, rtol=1e-12, atol=1e-12)


def test_they_begin_with_the_same_distribution():
    """Weights of a convolution and of a linear layer with as many inputs are uniform within the same bounds."""
    torch.manual_seed(0)
    own = Network(CHANNELS + 1, 1, 200, 1).blocks[0].first.weights
    theirs = TemporalConvolutions(CHANNELS, 200, 3, 1).blocks[0].first.convolution
    bound = 1 / np.sqrt(3 * CHANNELS)
    for layer in (own, theirs):
        assert float(layer.weight.detach().abs().max()) == pytest.approx(bound, rel=0.01)
        assert float(layer.weight.detach().std()) == pytest.approx(bound / np.sqrt(3), rel=0.03)
        assert float(layer.bias.detach().abs().max()) == pytest.approx(bound, rel=0.05)


def test_hours_that_are_not_known_have_no_influence():
    known = (torch.arange(HOURS) < LENGTHS[:, None])[..., None]
    network, changed = learner(), torch.where(known, GRID, GRID + 100)
    torch.testing.assert_close(network(shown(changed)), network(shown()), rtol=0, atol=1e-12)
    assert not torch.allclose(network(shown(GRID + 0.1)), network(shown()))
