"""Effective rank of the tangent kernel, from eigenvalues and from kernels that are known."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from richlazy.measures import kernel_effective_rank
from richlazy.measures.snapshot import Probes, Snapshot


def measure(kernel):
    snapshot = SimpleNamespace(kernel=torch.as_tensor(kernel, dtype=torch.float32))
    return kernel_effective_rank.measure(snapshot, snapshot)


@pytest.mark.parametrize("equal", [1, 3, 7])
def test_counts_equal_eigenvalues(equal):
    basis = np.linalg.qr(np.random.default_rng(0).standard_normal((9, 9)))[0][:, :equal]
    assert measure(5 * basis @ basis.T) == pytest.approx(equal, rel=1e-5)


def test_a_kernel_of_zeros_has_none():
    assert np.isnan(measure(np.zeros((4, 4))))


@pytest.mark.parametrize("last_only", [False, True])
def test_is_that_of_the_eigenvalues_of_the_kernel_of_autograd(plain, last_only):
    weights = plain.random_weights(7, 3, 2)
    inputs = torch.randn((3, 4, 6), generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    labels = torch.zeros((4, 6), dtype=torch.int64)
    probes = Probes(inputs, labels, inputs, labels, 5, 3, "recurrent", 0.6, last_only, "all", 1e9)
    kernel = plain.kernel(weights, inputs[..., :5].permute(2, 0, 1), 0.6, last_only)
    values = np.linalg.eigvalsh(kernel.numpy())
    found = kernel_effective_rank.measure(None, Snapshot(weights, probes))
    assert found == pytest.approx(values.sum() ** 2 / (values**2).sum(), rel=1e-9)
    assert 1 < found < len(values)
