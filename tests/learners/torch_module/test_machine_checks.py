"""What is tried out of a torch module before any job: groups of weights, and the size of matrices that it is given."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from richlazy.errors import InputError
from richlazy.learners.torch_module import architecture, machine_checks
from richlazy.learners.torch_module.architecture import Architecture
from torch import nn


def try_out(monkeypatch, units=None, **constants):
    """Try a linear layer of 3 inputs and 3 outputs in a file with these constants."""
    file = SimpleNamespace(**({"Network": nn.Linear, "__file__": "mine.py", "OFFERS": ["outputs"]} | constants))
    monkeypatch.setattr(architecture, "architecture", lambda *_: Architecture(file, {}, 3, 3))
    machine_checks._try_out(Path("mine.py"), {}, units, 4, 3, 3)


def test_a_module_that_fits_passes(monkeypatch):
    try_out(monkeypatch, units=3, GROUPS={"all": ["weight", "bias"]}, OFFERS=["outputs", "weight_groups"])


def test_groups_are_looked_at_even_if_they_are_not_offered(monkeypatch):
    with pytest.raises(InputError, match="GROUPS: the trained parameter bias is in no group"):
        try_out(monkeypatch, GROUPS={"some": ["weight"]})


def test_groups_that_are_offered_must_be_there(monkeypatch):
    with pytest.raises(InputError, match="GROUPS: found None; a learner that offers 'weight_groups' has lists"):
        try_out(monkeypatch, OFFERS=["outputs", "weight_groups"])


def test_matrices_of_another_size_are_refused(monkeypatch):
    with pytest.raises(InputError, match="weight is 3 × 3, and the initial matrices are 5 × 5.*write `hidden: 3`"):
        try_out(monkeypatch, units=5)
