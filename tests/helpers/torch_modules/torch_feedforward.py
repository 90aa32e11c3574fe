"""The feed-forward network as one writes it as a torch module, with an embedding that is not trained."""

import torch
from torch import nn

TAKES = ["trials"]
STAGES = []
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices"]
FEATURES = ["layers.0", "layers.1"]
STUDIED = ["layers.0.matrix", "layers.1.matrix"]
PARAMETERS = {}


class Layer(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.matrix = nn.Parameter(torch.randn(units, units) / units**0.5)

    def forward(self, inputs):
        return torch.relu(inputs @ self.matrix.T)


class Network(nn.Module):
    def __init__(self, inputs, outputs, hidden=9, depth=2):
        super().__init__()
        self.layers = nn.ModuleList(Layer(hidden) for _ in range(depth))
        self.embedding = nn.Parameter(torch.randn(hidden, inputs), requires_grad=False)
        self.output = nn.Linear(hidden, outputs, bias=False)

    def forward(self, inputs):
        activity = inputs @ self.embedding.T
        for layer in self.layers:
            activity = layer(activity)
        return self.output(activity)
