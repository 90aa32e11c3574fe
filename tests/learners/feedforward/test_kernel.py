"""Tangent kernels of feed-forward networks against J Jᵀ of autograd's Jacobian."""

import pytest
import torch
from richlazy.learners.feedforward.kernel import kernel_factors
from richlazy.learners.kernels import tangent_kernels
from richlazy.measures.snapshot import Probes, Snapshot

TRIALS, INPUTS, UNITS, OUTPUTS = 6, 4, 9, 3


def assert_close(found, expected):
    torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-11 * float(expected.abs().max()))


@pytest.mark.parametrize("memory", [1, 2000, 1e9])
@pytest.mark.parametrize("activation", ["relu", "linear"])
@pytest.mark.parametrize("depth", [1, 3, 6])
def test_the_kernel_of_every_layer_equals_autograd(plain_layers, depth, activation, memory):
    weights, inputs = plain_layers.random_weights(depth, UNITS, INPUTS, OUTPUTS), torch.randn(TRIALS, INPUTS).double()
    design = plain_layers.design(activation)

    def factors_of(trials):
        return kernel_factors(weights, inputs.T[:, None, trials], design, last_only=False)

    found = tangent_kernels(factors_of, TRIALS, memory)
    assert len(found) == depth
    for layer, kernel in enumerate(found):
        expected = plain_layers.kernel(weights, inputs, activation, [layer])
        assert expected.any()
        assert_close(kernel, expected)


@pytest.mark.parametrize("dtype, tolerance", [(torch.float64, 1e-10), (torch.float32, 1e-6)])
@pytest.mark.parametrize("truncated_layers, studied", [("first", [0]), ("all", [0, 1, 2])])
@pytest.mark.parametrize("activation", ["relu", "linear"])
def test_snapshots_have_the_kernels_of_studied_and_of_all_weights(
    plain_layers, activation, truncated_layers, studied, dtype, tolerance
):
    weights = plain_layers.random_weights(3, UNITS, INPUTS, OUTPUTS, dtype=dtype)
    inputs = torch.randn(TRIALS, INPUTS, dtype=dtype)
    shown, labels = inputs.T[:, None], torch.zeros(1, TRIALS, dtype=torch.int64)
    design = plain_layers.design(activation, truncated_layers)
    probes = Probes(shown, labels, shown, labels, TRIALS - 2, 0, "feedforward", design, False, "all", 1e9)
    snapshot, exact = Snapshot(weights, probes), weights._make(w.double() for w in weights)
    for found, layers in ((snapshot.kernel, studied), (snapshot.full_kernel, [0, 1, 2, "output"])):
        expected = plain_layers.kernel(exact, inputs.double()[: TRIALS - 2], activation, layers)
        assert float((found.double() - expected).norm() / expected.norm()) < tolerance
    assert torch.equal(snapshot.studied_weights, exact.hidden[studied].flatten())
