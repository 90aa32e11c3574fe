"""Precision of products, and what a training's file says of its device, with a GPU that is only claimed to be there."""

import pytest
import torch
from richlazy.errors import InputError
from richlazy.training.device import describe, use_precision

CPU, GPU = torch.device("cpu"), torch.device("cuda")


@pytest.fixture
def gpu(monkeypatch):
    """Claim a GPU; put the precision back."""
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "Some GPU")
    monkeypatch.setattr(torch.cuda, "is_tf32_supported", lambda: True)
    yield monkeypatch
    torch.backends.cuda.matmul.allow_tf32 = False


def test_tf32_is_used_where_it_is_asked_for_and_only_there(gpu):
    for precision, on in (("tf32", True), ("float32", False)):
        use_precision(precision, GPU)
        assert torch.backends.cuda.matmul.allow_tf32 is on
        assert (torch.backends.cuda.matmul.fp32_precision == "tf32") is on
    use_precision("float32", CPU)
    assert not torch.backends.cuda.matmul.allow_tf32


def test_tf32_is_refused_where_there_is_none(gpu):
    with pytest.raises(InputError, match="precision: tf32 is for GPUs.*found cpu; write `precision: float32`"):
        use_precision("tf32", CPU)
    gpu.setattr(torch.cuda, "is_tf32_supported", lambda: False)
    with pytest.raises(InputError, match="found cuda Some GPU"):
        use_precision("tf32", GPU)


def test_the_file_names_the_gpu(gpu):
    assert describe(GPU) == {"device": "cuda", "device_name": "Some GPU"}
    assert describe(CPU) == {"device": "cpu"}
