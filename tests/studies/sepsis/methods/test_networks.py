"""The networks that read the hourly grid: nothing of what comes later, of other stays or of filled-up rows."""

import pytest
import torch
from richlazy.errors import InputError

from studies.sepsis.methods.convolutions import TemporalConvolutions
from studies.sepsis.methods.recurrent import LongShortTermMemory

NETWORKS = [TemporalConvolutions, LongShortTermMemory]
LENGTHS = torch.tensor([9, 4, 6])


@pytest.fixture(params=NETWORKS, ids=lambda network: network.__name__)
def network(request):
    with torch.random.fork_rng():
        torch.manual_seed(1)
        return request.param(2, width=5, levels=2).double()


@pytest.fixture
def grid():
    return torch.randn(3, 9, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64)


def test_a_step_sees_itself_and_earlier_steps_alone(network, grid):
    grid.requires_grad_()
    for step in (0, 3, 8):
        (gradient,) = torch.autograd.grad(network.features(grid)[:, step].sum(), grid)
        assert not gradient[:, step + 1 :].any() and gradient[:, step].any()


def test_a_step_of_the_convolutions_sees_as_far_back_as_stated(grid):
    network = TemporalConvolutions(2, width=5, kernel=2, levels=2).double()
    grid.requires_grad_()
    (gradient,) = torch.autograd.grad(network.features(grid)[:, 8].square().sum(), grid)
    sees = 1 + 2 * (2 - 1) * (2**2 - 1)
    assert not gradient[:, : 9 - sees].any() and gradient[:, 9 - sees].any()


def test_a_score_depends_neither_on_the_batch_nor_on_what_is_filled_up(network, grid):
    together = network(grid, LENGTHS)
    for row, length in enumerate(LENGTHS):
        alone = network(grid[row : row + 1, :length], length[None])
        torch.testing.assert_close(together[row], alone[0], rtol=0, atol=1e-12)
        changed = grid.clone()
        changed[row, length:] = 1e6
        torch.testing.assert_close(network(changed, LENGTHS), together, rtol=0, atol=1e-12)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_network_without_units_is_refused(network):
    with pytest.raises(InputError, match="width = 0"):
        network(2, width=0)
