"""CPU and GPU train and measure alike. Without a GPU all of it is skipped: test_replay.py is what a CPU can tell."""

import numpy as np
import pytest
import torch
from richlazy.learners.kernels import tangent_kernels
from richlazy.learners.recurrent.kernel import kernel_factors
from richlazy.learners.recurrent.weights import Weights
from richlazy.training import loop
from richlazy.training.block import Pool
from richlazy.training.device import use_precision
from richlazy.training.loop import train
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.settings import Settings
from training.test_replay import CASES

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine shows no CUDA device"),
]

GPU = torch.device("cuda")
INPUTS, OUTPUTS, TIME, UNITS, BATCH, TRIALS, NETWORKS = 3, 3, 8, 64, 16, 6000, 3
CHECKPOINTS = [0, 1, 10, 110]
# Distance between weights, as a share of the way that they went. In float32 and float64 on a CPU, 54 networks of these
# cases came to lie 1e-5 apart or less, but for a few in which a unit near its threshold went the other way: 5e-4.
TOLERANCE = 5e-3
KERNEL_TOLERANCE = 1e-5  # of its norm


@pytest.fixture(autouse=True)
def products_of_float32():
    use_precision("float32", GPU)
    yield
    use_precision("float32", GPU)


def make_weights():
    """Networks whose recurrent columns have one sign each."""
    generator = torch.Generator().manual_seed(0)
    signs = torch.where(torch.arange(UNITS) < 48, 1.0, -1.0)
    shapes = (UNITS, UNITS, 2 / UNITS), (UNITS, INPUTS, 0.5), (OUTPUTS, UNITS, UNITS**-0.5)
    drawn = Weights(*(s * torch.randn((NETWORKS, a, b), generator=generator) for a, b, s in shapes))
    return drawn._replace(recurrent=drawn.recurrent.abs() * signs)


def make_pool():
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((TRIALS, INPUTS, TIME), generator=generator)
    return Pool(inputs, torch.randint(OUTPUTS, (TRIALS, TIME), generator=generator), OUTPUTS)


def training_on(device, pool, optimizer="sgd", leak=1.0, **more):
    """History of a training on a device, in blocks of ten steps."""
    rate = 0.01 if optimizer.startswith("sgd") else 0.001
    values = {"learning_rate": rate, "momentum": 0.9, "clip_norm": 0.1}
    settings = Settings("recurrent", leak, BATCH, CHECKPOINTS, values, optimizer, **more)
    orders = [MinibatchOrder(np.random.default_rng(network), TRIALS, BATCH) for network in range(NETWORKS)]
    there = Pool(pool.inputs.to(device), pool.targets.to(device), pool.classes)
    weights = Weights(*(w.to(device) for w in make_weights()))
    return train(weights, there, orders, settings, lambda *progress: None)


def distance(found, expected):
    """Distance between the last weights of each network, as a share of the way that they went."""
    apart = torch.cat([(a[:, -1] - b[:, -1]).flatten(1) for a, b in zip(found, expected, strict=True)], 1)
    went = torch.cat([(b[:, -1] - b[:, 0]).flatten(1) for b in expected], 1)
    return apart.norm(dim=1) / went.norm(dim=1)


@pytest.mark.parametrize("case", CASES)
def test_cpu_and_gpu_train_alike(monkeypatch, case):
    monkeypatch.setattr(loop, "_BLOCK", 10)
    here, there = (training_on(device, make_pool(), **CASES[case]) for device in (torch.device("cpu"), GPU))
    assert (distance(there.weights, here.weights) < TOLERANCE).all()
    np.testing.assert_allclose(there.loss, here.loss, atol=1e-3)
    for name, values in here.recorded.items():
        np.testing.assert_allclose(there.recorded[name], values, rtol=1e-3)


def test_a_diverged_network_is_left_out_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr(loop, "_BLOCK", 10)
    pool = make_pool()
    seen = [MinibatchOrder(np.random.default_rng(network), TRIALS, BATCH).take(110) for network in range(NETWORKS)]
    others = set(seen[0].ravel()) | set(seen[2].ravel())
    pool.inputs[next(trial for trial in seen[1][45] if trial not in others)] = torch.nan
    here, there = (training_on(device, pool, "adam") for device in (torch.device("cpu"), GPU))
    np.testing.assert_array_equal(there.divergence_step, here.divergence_step)
    assert there.divergence_step.tolist() == [-1, 45, -1]
    assert (distance(there.weights, here.weights)[[0, 2]] < TOLERANCE).all()


def test_training_twice_on_a_gpu_gives_the_same_bits(monkeypatch):
    monkeypatch.setattr(loop, "_BLOCK", 10)
    first, second = (training_on(GPU, make_pool(), after_update=("dale", "path_length")) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first.weights, second.weights, strict=True))


@pytest.mark.parametrize("last_only", [False, True])
def test_cpu_and_gpu_make_the_same_kernels(last_only):
    weights = Weights(*(w[0] for w in make_weights()))
    inputs = make_pool().inputs[:32].permute(1, 2, 0).contiguous()

    def kernels(device):
        moved, shown = Weights(*(w.to(device) for w in weights)), inputs.to(device)
        found = tangent_kernels(lambda part: kernel_factors(moved, shown[..., part], 1.0, last_only), 32, 1e8)
        return [kernel.cpu() for kernel in found]

    for found, expected in zip(kernels(GPU), kernels("cpu"), strict=True):
        assert (found - expected).norm() < KERNEL_TOLERANCE * expected.norm()


def test_tf32_rounds_what_float32_does_not():
    if not torch.cuda.is_tf32_supported():
        pytest.skip("this GPU does not multiply in TF32")
    left, right = torch.randn((2, 512, 512), generator=torch.Generator().manual_seed(0))
    exact = left.double() @ right.double()

    def error(precision):
        use_precision(precision, GPU)
        return float(((left.to(GPU) @ right.to(GPU)).cpu() - exact).norm() / exact.norm())

    assert error("float32") < 1e-6 < 1e-5 < error("tf32") < 1e-2
