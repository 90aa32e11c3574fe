"""The largest change of a single weight, against weights that are changed by hand."""

from types import SimpleNamespace

import torch

from studies._example.measures import largest_change as part

BEFORE = torch.tensor([1.0, -2.0, 0.5])


def measured(change):
    """What the measure asks of a network, before and after a change of its weights."""
    before, after = (SimpleNamespace(studied_weights=weights) for weights in (BEFORE, BEFORE + torch.tensor(change)))
    return part.measure(before, after)


def test_it_is_the_size_of_the_largest_change():
    assert measured([0.25, -4.0, 1.0]) == 4


def test_it_is_zero_before_learning():
    assert measured([0.0, 0.0, 0.0]) == 0
