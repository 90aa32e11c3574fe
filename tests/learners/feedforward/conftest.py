"""The feed-forward network in a few lines of PyTorch, differentiated by autograd: the oracle of the written-out one."""

from types import SimpleNamespace

import pytest
import torch
from richlazy.learners.feedforward.architecture import architecture
from richlazy.learners.feedforward.weights import Weights

FUNCTIONS = {"relu": torch.relu, "linear": lambda drive: drive}


@pytest.fixture(scope="session")
def plain_layers():
    def hidden(weights, inputs, activation):
        """Activity of the last layer [trial, unit] for inputs [trial, input]."""
        state = inputs @ weights.embedding.T
        for matrix in weights.hidden:
            state = FUNCTIONS[activation](state @ matrix.T)
        return state

    def outputs(weights, inputs, activation):
        return hidden(weights, inputs, activation) @ weights.output.T

    def loss(weights, inputs, labels, activation):
        return torch.nn.functional.cross_entropy(outputs(weights, inputs, activation), labels)

    def kernel(weights, inputs, activation, layers):
        """J Jᵀ of autograd's Jacobian with respect to the W_l of `layers`, and with "output" of W_o too."""
        matrices = [*weights.hidden, weights.output]
        chosen = tuple(matrices[-1 if layer == "output" else layer] for layer in layers)

        def stacked(*values):
            trial = list(matrices)
            for layer, value in zip(layers, values, strict=True):
                trial[-1 if layer == "output" else layer] = value
            changed = weights._replace(hidden=trial[:-1], output=trial[-1])
            return outputs(changed, inputs, activation).T.flatten()

        jacobians = torch.autograd.functional.jacobian(stacked, chosen, vectorize=True)
        jacobian = torch.cat([part.flatten(1) for part in jacobians], 1)
        return jacobian @ jacobian.T

    def random_weights(depth, units, inputs, outputs, networks=None, seed=0, dtype=torch.float64):
        generator = torch.Generator().manual_seed(seed)
        lead = () if networks is None else (networks,)
        shapes = (depth, units, units), (units, inputs), (outputs, units)
        scales = 1.2 / units**0.5, 0.5, 0.5
        drawn = (torch.randn((*lead, *shape), generator=generator, dtype=torch.float64) for shape in shapes)
        return Weights(*((values * scale).to(dtype) for values, scale in zip(drawn, scales, strict=True)))

    def design(activation, truncated_layers="first"):
        return architecture({"activation": activation, "truncated_layers": truncated_layers})

    return SimpleNamespace(
        hidden=hidden, outputs=outputs, loss=loss, kernel=kernel, random_weights=random_weights, design=design
    )
