"""Torch modules train and have kernels on a GPU as on a CPU. Without a GPU all of it is skipped."""

import numpy as np
import pytest
import torch
from helpers.study_of_learners import learners_of_a_study
from richlazy.learners.torch_module.kernel import tangent_kernels
from richlazy.training import loop
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine shows no CUDA device"),
]
GPU, TRIALS, BATCH, STEPS = torch.device("cuda"), 60, 8, 5
NAMES = {"recurrent": "torch_recurrent", "feedforward": "torch_feedforward", "transformer": "transformer"}


@pytest.fixture(autouse=True, scope="module")
def files_are_learners(tmp_path_factory):
    with learners_of_a_study(tmp_path_factory.mktemp("project")):
        yield


def training_on(device, modules, name, networks, **changes):
    inputs, outputs = modules.sizes
    architecture, generator = modules.architecture(name), torch.Generator().manual_seed(1)
    shown = torch.randn((TRIALS, inputs, STEPS), generator=generator, dtype=torch.float64)
    labels = torch.randint(outputs, (TRIALS, STEPS), generator=generator)
    weights = modules.weights(architecture, networks)
    values = {"learning_rate": 0.02, "momentum": 0.9}
    settings = Settings(NAMES[name], architecture, BATCH, [0, 1, 40], values, **changes)
    orders = [MinibatchOrder(np.random.default_rng(network), TRIALS, BATCH) for network in range(networks)]
    pool = Pool(shown.to(device), labels.to(device), outputs)
    return train(weights._make(w.to(device) for w in weights), pool, orders, settings, lambda *progress: None)


@pytest.mark.parametrize(
    "changes", [{}, {"optimizer": "adam"}, {"objective": "squared_error", "centre": True}], ids=str
)
@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("name", NAMES)
def test_a_gpu_trains_as_a_cpu_does(modules, monkeypatch, name, networks, changes):
    monkeypatch.setattr(loop, "_BLOCK", 10)  # of which the later ones are replayed
    found, expected = (training_on(device, modules, name, networks, **changes) for device in (GPU, torch.device("cpu")))
    for there, here in zip(found.weights, expected.weights, strict=True):
        torch.testing.assert_close(there, here, rtol=0, atol=1e-9)
    assert np.isfinite(found.loss).all()


@pytest.mark.parametrize("name", NAMES)
def test_kernels_are_those_of_a_cpu(modules, name):
    architecture = modules.architecture(name)
    weights = modules.weights(architecture, 1)
    one, inputs = weights._make(w[0] for w in weights), modules.inputs(1, STEPS, 6)[0]
    groups = [architecture.studied, architecture.trained]
    expected = tangent_kernels(one, inputs, architecture, False, groups, 1e9)
    there = one._make(w.to(GPU) for w in one)
    found = tangent_kernels(there, inputs.to(GPU), architecture, False, groups, 1e9)
    for kernel, truth in zip(found, expected, strict=True):
        torch.testing.assert_close(kernel.cpu(), truth, rtol=1e-9, atol=1e-11)
