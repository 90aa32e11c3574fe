"""The outputs of the learner, against the same network written in NumPy."""

import numpy as np
import torch

from studies._example.learners import tanh_layer as part


def test_outputs_are_read_linearly_from_tanh_units():
    torch.manual_seed(0)
    network = part.Network(inputs=3, outputs=2, width=5)
    inputs = torch.randn(7, 1, 3)
    weights, bias, read_out = (
        one.detach().numpy() for one in (network.hidden.weight, network.hidden.bias, network.output.weight)
    )
    expected = np.tanh(inputs.numpy() @ weights.T + bias) @ read_out.T
    np.testing.assert_allclose(network(inputs).detach().numpy(), expected, rtol=1e-5, atol=1e-6)


def test_its_width_is_that_asked_for():
    assert part.Network(inputs=3, outputs=2, width=5).hidden.weight.shape == (5, 3)
