"""Measures of a caller's torch modules, against closed forms and Jacobians of autograd."""

import copy
import json
from unittest import mock

import numpy as np
import pytest
import torch
import xarray as xr
from richlazy.errors import InputError
from richlazy.interface.own_modules import measure
from richlazy.learners.torch_module import kernel


class Recurrent(torch.nn.Module):
    """Outputs [trial, time, output] of inputs [trial, time, input]."""

    def __init__(self, cell=None):
        super().__init__()
        self.cell = cell or torch.nn.Linear(2 + 5, 5)
        self.output = torch.nn.Linear(5, 3)

    def forward(self, inputs):
        if isinstance(self.cell, torch.nn.GRU):
            return self.output(self.cell(inputs)[0])
        hidden, found = inputs.new_zeros(len(inputs), 5), []
        for step in range(inputs.shape[1]):
            hidden = torch.tanh(self.cell(torch.cat([inputs[:, step], hidden], 1)))
            found.append(self.output(hidden))
        return torch.stack(found, 1)


def layers(dropout=0.0):
    return torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.Tanh(), torch.nn.Dropout(dropout), torch.nn.Linear(6, 3))


def changed(module, size=0.3):
    after = copy.deepcopy(module)
    with torch.no_grad():
        for values in after.parameters():
            values.add_(size * torch.randn_like(values))
    return after


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


def jacobian(module, inputs, names, last_only=False):
    """Rows by output, step and trial, over the parameters `names`."""
    parameters = dict(module.named_parameters())

    def outputs(*values):
        found = torch.func.functional_call(module, {**parameters, **dict(zip(names, values, strict=True))}, (inputs,))
        return (found[:, -1] if last_only else found).flatten()

    parts = torch.autograd.functional.jacobian(outputs, tuple(parameters[name] for name in names))
    return torch.cat([part.flatten(1) for part in parts], 1)


def alignment(one, other):
    first, second = one @ one.T, other @ other.T
    return float((first * second).sum() / first.norm() / second.norm())


def test_of_a_network_without_time():
    before = layers(dropout=0.5).train()
    after, inputs, labels = changed(before), torch.randn(30, 4), torch.randint(0, 3, (30,))
    found = measure(before, after, inputs, labels, kernel_trials=7).sel(network="after")
    difference = after[0].weight - before[0].weight
    assert float(found.weight_change) == pytest.approx(float(difference.norm()), rel=1e-5)
    assert float(found.relative_weight_change) == pytest.approx(float(difference.norm() / before[0].weight.norm()))
    outputs = copy.deepcopy(after).eval()(inputs)
    assert float(found.loss) == pytest.approx(float(torch.nn.functional.cross_entropy(outputs, labels)), rel=1e-5)
    assert float(found.accuracy) == pytest.approx(float((outputs.argmax(1) == labels).float().mean()))
    both = [copy.deepcopy(one).eval() for one in (before, after)]
    hidden = [torch.tanh(one[0](inputs)) for one in both]
    assert float(found.representation_alignment) == pytest.approx(alignment(*hidden), rel=1e-4)
    for name, weights in {
        "kernel_alignment": ["0.weight"],
        "full_kernel_alignment": list(dict(before.named_parameters())),
    }.items():
        rows = [jacobian(one, inputs[:7], weights) for one in both]
        assert float(found[name]) == pytest.approx(alignment(*rows), rel=1e-4), name
    assert before.training


@pytest.mark.parametrize("cell", [None, "GRU"])
@pytest.mark.parametrize("over_time", [True, False])
def test_of_a_network_over_time(cell, over_time):
    before = Recurrent(torch.nn.GRU(2, 5, batch_first=True) if cell else None)
    after, inputs = changed(before), torch.randn(12, 4, 2)
    labels = torch.randint(0, 3, (12, 4) if over_time else (12,))
    found = measure(before, after, inputs, labels, kernel_trials=5).sel(network="after")
    outputs = after(inputs)
    scored = (outputs.flatten(0, 1), labels.flatten()) if over_time else (outputs[:, -1], labels)
    assert float(found.loss) == pytest.approx(float(torch.nn.functional.cross_entropy(*scored)), rel=1e-5)
    names = list(dict(before.named_parameters()))
    rows = [jacobian(one, inputs[:5], names, last_only=not over_time) for one in (before, after)]
    assert float(found.full_kernel_alignment) == pytest.approx(alignment(*rows), rel=1e-4)


def test_kernels_row_by_row_are_those_by_stacks():
    before = layers()
    given = before, changed(before), torch.randn(9, 4), torch.randint(0, 3, (9,))
    names = ["kernel_alignment", "full_kernel_alignment", "kernel_target_alignment"]
    by_stacks = measure(*given, measures=names)
    with mock.patch.object(kernel, "kernels", side_effect=RuntimeError("no stacks")):
        by_rows = measure(*given, measures=names)
    xr.testing.assert_allclose(by_rows, by_stacks, rtol=1e-4)


def test_of_images_and_real_targets():
    before = torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(2 * 16, 2)
    )
    after, inputs, targets = changed(before), torch.randn(8, 1, 6, 6), torch.randn(8, 2)
    found = measure(before, after, inputs, targets)
    expected = float(((after(inputs) - targets) ** 2).sum(1).mean())
    assert float(found.loss.sel(network="after")) == pytest.approx(expected, rel=1e-5)
    assert "accuracy" not in found
    left_out = json.loads(found.attrs["left_out"])
    assert left_out["accuracy"] == "is taken on trials, not on data of the kind regression"
    assert left_out["lyapunov_exponent"] == "asks for state, which a torch module alone does not offer"


def test_a_network_that_has_not_learned_is_lazy_in_every_measure():
    before = layers()
    found = measure(before, copy.deepcopy(before), np.random.default_rng(0).standard_normal((9, 4)), np.arange(9) % 3)
    for name in ("kernel_alignment", "full_kernel_alignment", "representation_alignment", "sign_similarity"):
        assert found[name].values == pytest.approx([1, 1]), name
    assert found.weight_change.values.tolist() == [0, 0]


def test_chosen_parameters_features_and_measures():
    before = layers()
    after, given = changed(before), (torch.randn(9, 4), torch.randint(0, 3, (9,)))
    chosen = measure(before, after, *given, measures="weight_change", studied="3.weight")
    assert list(chosen.data_vars) == ["weight_change"]
    expected = float((after[3].weight - before[3].weight).norm())
    assert float(chosen.weight_change.sel(network="after")) == pytest.approx(expected, rel=1e-5)
    one = measure(before, after, *given, measures="representation_alignment", features=["0"]).sel(network="after")
    drives = [module[0](given[0]) for module in (before, after)]
    assert float(one.representation_alignment) == pytest.approx(alignment(*drives), rel=1e-4)


BEFORE = layers()
NORMED = torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.BatchNorm1d(6), torch.nn.Linear(6, 3))


def used(module):
    after = copy.deepcopy(module).train()
    after(torch.randn(20, 4))
    return after


WRONG = {
    "a function": (
        (len, BEFORE, torch.randn(5, 4), torch.arange(5) % 3),
        {},
        "measure: before: found builtin_function_or_method; allowed is a torch.nn.Module",
    ),
    "other parameters": (
        (BEFORE, torch.nn.Sequential(torch.nn.Linear(4, 7)), torch.randn(5, 4), torch.arange(5) % 3),
        {},
        "measure: the parameter 0.weight: found [6, 4] before and [7, 4] after; allowed are two states of one network: "
        "write `before = copy.deepcopy(network)`, then train `network`",
    ),
    "batch norm": (
        (NORMED, used(NORMED), torch.randn(5, 4), torch.arange(5) % 3),
        {},
        "measure: the buffer 1.running_mean differs between before and after, as that of batch norm does, so that not "
        "weights alone have changed; write torch.nn.LayerNorm or GroupNorm for BatchNorm, or give both networks the "
        "same one: `before.get_buffer('1.running_mean').copy_(after.get_buffer('1.running_mean'))`",
    ),
    "inputs": (
        (BEFORE, BEFORE, torch.randn(5, 3), torch.arange(5) % 3),
        {},
        "measure: the module fails on inputs [5, 3]: RuntimeError: mat1 and mat2 shapes cannot be multiplied (5x3 and "
        "4x6)",
    ),
    "targets": (
        (BEFORE, BEFORE, torch.randn(5, 4), torch.arange(4) % 3),
        {},
        "measure: targets: found 4 for 5 trials; give one for each trial",
    ),
    "classes": (
        (BEFORE, BEFORE, torch.randn(5, 4), torch.arange(5)),
        {},
        "measure: targets: found classes from 0 to 4, and the module has 3 outputs; allowed are classes from 0 to 2; "
        "write `.float()` for real targets",
    ),
    "real targets": (
        (BEFORE, BEFORE, torch.randn(5, 4), torch.randn(5, 2)),
        {},
        "measure: targets: found real values [5, 2]; allowed are [trial, output] = [5, 3], or [trial, time, output] = "
        "[5, 1, 3]; write `.long()` for classes",
    ),
    "outputs": (
        (torch.nn.Conv2d(1, 1, 1), torch.nn.Conv2d(1, 1, 1), torch.randn(5, 1, 2, 2), torch.arange(5) % 3),
        {},
        "measure: the module gives outputs [5, 1, 2, 2] for 5 trials; allowed are [trial, output], or [trial, time, "
        "output] for inputs [trial, time, input]",
    ),
    "measures": (
        (BEFORE, BEFORE, torch.randn(5, 4), torch.arange(5) % 3),
        {"measures": ["lyapunov_exponent"]},
        "measure: lyapunov_exponent: asks for state, which a torch module alone does not offer; leave it out",
    ),
    "studied": (
        (BEFORE, BEFORE, torch.randn(5, 4), torch.arange(5) % 3),
        {"studied": ["1"]},
        "measure: studied: found '1'; allowed are 0.weight, 3.weight; write for example `studied=['0.weight']`",
    ),
    "objective": (
        (BEFORE, BEFORE, torch.randn(5, 4), torch.randn(5, 3)),
        {"objective": "cross_entropy"},
        "measure: objective: found 'cross_entropy'; allowed for real targets are squared_error",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_refused(case):
    arguments, more, message = WRONG[case]
    with pytest.raises(InputError) as caught:
        measure(*arguments, **more)
    assert str(caught.value) == message
