"""Settings of a process hold while it trains, and are as before thereafter."""

import sys

import pytest
import torch
from richlazy.processor import flushes_denormals, processor


def product():
    """A denormal, or zero where denormals are flushed."""
    return float(torch.tensor(1e-38) * torch.tensor(1e-2))


@pytest.mark.parametrize("flushed", [False, True])
def test_settings_hold_inside(flushed):
    with processor(1, flush_denormals=flushed):
        assert torch.get_num_threads() == 1
        assert (product() == 0) is flushed
        assert flushes_denormals() is flushed


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("inside", [False, True])
def test_settings_are_put_back(before, inside):
    with processor(2, flush_denormals=before):
        with processor(1, flush_denormals=inside):
            pass
        assert torch.get_num_threads() == 2
        assert (product() == 0) is before


def test_settings_are_put_back_after_an_error():
    threads = torch.get_num_threads()
    with pytest.raises(RuntimeError, match="in the training"), processor(threads + 1, flush_denormals=True):
        raise RuntimeError("in the training")
    assert torch.get_num_threads() == threads
    assert sys.float_info.min / 2 > 0 and product() > 0
