"""What tests of the autograd door share: networks written as modules, and weights of them in float64."""

from types import SimpleNamespace

import pytest
import torch
from helpers.torch_modules import torch_feedforward, torch_recurrent, transformer
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.weights import initial_weights

FILES = {"recurrent": torch_recurrent, "feedforward": torch_feedforward, "transformer": transformer}
PARAMETERS = {"recurrent": {"hidden": 7, "leak": 0.4}, "feedforward": {}, "transformer": {}}
INPUTS, OUTPUTS = 3, 3


@pytest.fixture(scope="session")
def modules():
    """architecture(name), weights(architecture, networks) float64 and inputs(networks, steps, trials) of the door."""

    def architecture(name, **parameters):
        return Architecture(FILES[name], PARAMETERS[name] | parameters, INPUTS, OUTPUTS)

    def weights(of, networks, dtype=torch.float64):
        matrices = torch.randn((networks, 1, 7, 7), generator=torch.Generator().manual_seed(5)).numpy() / 2
        drawn = initial_weights(matrices, range(networks), INPUTS, OUTPUTS, of)
        return drawn._make(w.to(dtype) for w in drawn)

    def inputs(networks, steps, trials, dtype=torch.float64):
        generator = torch.Generator().manual_seed(3)
        return torch.randn((networks, INPUTS, steps, trials), generator=generator, dtype=torch.float64).to(dtype)

    return SimpleNamespace(
        architecture=architecture, weights=weights, inputs=inputs, names=list(FILES), sizes=(INPUTS, OUTPUTS)
    )
