"""Forward passes that the door cannot take are refused before training; those that it can pass."""

from types import SimpleNamespace

import pytest
import torch
from richlazy.errors import InputError
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.checks import check_forward
from richlazy.learners.torch_module.ensemble import Ensemble
from richlazy.learners.torch_module.weights import initial_weights
from torch import nn

STEPS = 4


def of_forward(forward, *layers):
    """Architecture of a linear network whose forward pass is `forward(self, inputs)`, with further layers."""

    class Network(nn.Module):
        def __init__(self, inputs, outputs):
            super().__init__()
            self.linear = nn.Linear(inputs, outputs)
            for name, layer in layers:
                setattr(self, name, layer())

        def forward(self, inputs):
            return forward(self, inputs)

    return Architecture(SimpleNamespace(Network=Network, __file__="mine.py"), {}, 3, 2)


def change_inputs(self, inputs):
    inputs += 1
    return self.linear(inputs)


def decide_by_value(self, inputs):
    return self.linear(inputs) if self.linear(inputs).sum() > 0 else -self.linear(inputs)


def write_into(self, inputs):
    found = torch.zeros(len(inputs), inputs.shape[1], 2)
    found[:] = self.linear(inputs)
    return found


def count_calls(self, inputs):
    self.calls = getattr(self, "calls", 0) + 1
    return self.linear(inputs) + self.calls


def over_trials(self, inputs):
    return self.linear(inputs) - self.linear(inputs).mean(0)


def fail(self, inputs):
    raise ValueError("no such thing")


REFUSED = {
    "batch norm": (lambda self, x: self.linear(self.norm(x.mT).mT), [("norm", lambda: nn.BatchNorm1d(3))], "changes"),
    "batch norm without a state": (
        lambda self, x: self.linear(self.norm(x.mT).mT),
        [("norm", lambda: nn.BatchNorm1d(3, track_running_stats=False))],
        "depend on the trials beside it",
    ),
    "trials together": (over_trials, [], "depend on the trials beside it"),
    "dropout": (lambda self, x: self.drop(self.linear(x)), [("drop", lambda: nn.Dropout(0.5))], "Dropout"),
    "noise": (lambda self, x: self.linear(x + torch.randn_like(x)), [], "gives other outputs when it is called again"),
    "a count of calls": (count_calls, [], "gives other outputs when it is called again"),
    "inputs in place": (change_inputs, [], "changes its inputs"),
    "a decision": (decide_by_value, [], "cannot be stacked.*may not decide by values of tensors"),
    "writing in place": (write_into, [], "cannot be stacked.*write into tensors"),
    "the last step alone": (lambda self, x: self.linear(x[:, -1]), [], r"gives \[3, 2\] for 3 trials of 4 steps"),
    "a tuple": (lambda self, x: (self.linear(x), x), [], "gives tuple for 3 trials"),
    "float64": (lambda self, x: self.linear(x).double(), [], "torch.float64, allowed is float32"),
    "an error": (fail, [], "`forward` fails on inputs .*no such thing"),
    "wrong sizes": (lambda self, x: self.linear(x.mT), [], "`forward` fails on inputs .*xpected size"),
    "no number": (lambda self, x: self.linear(x) * float("nan"), [], "gives no finite output .*found nan"),
    "no gradient": (lambda self, x: self.linear(x).detach(), [], "gradients of `forward` cannot be taken"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_door_cannot_do_is_refused_with_the_file(name):
    forward, layers, message = REFUSED[name]
    architecture = of_forward(forward, *layers)
    with pytest.raises(InputError, match=rf"mine\.py: .*{message}") as refused:
        check_forward(architecture, STEPS)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("recurrence", [nn.RNN, nn.GRU, nn.LSTM])
def test_layers_that_vmap_does_not_know_are_refused(recurrence):
    layers = [("recurrence", lambda: recurrence(3, 3, batch_first=True))]
    architecture = of_forward(lambda self, x: self.linear(self.recurrence(x)[0]), *layers)
    with pytest.raises(InputError, match="cannot be stacked over networks.*their equations with torch.nn.Linear"):
        check_forward(architecture, STEPS)


@pytest.mark.parametrize("steps", [1, STEPS])
@pytest.mark.parametrize("name", ["recurrent", "feedforward", "transformer"])
def test_networks_of_the_usual_kinds_pass(modules, name, steps):
    check_forward(modules.architecture(name), steps)


def test_checks_come_before_training():
    architecture = of_forward(over_trials)
    weights = initial_weights(None, [0, 1], 3, 2, architecture)
    with pytest.raises(InputError, match="depend on the trials beside it"):
        Ensemble(weights, architecture, STEPS, 5, last_only=False)
