"""A causal transformer of one layer: attention, layer norm, biases and a buffer."""

import torch
from torch import nn

TAKES = ["trials", "regression"]
STAGES = []
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices"]
FEATURES = ["norm"]
STUDIED = ["query.weight", "key.weight"]
PARAMETERS = {}


class Network(nn.Module):
    def __init__(self, inputs, outputs, units=6, most_steps=16):
        super().__init__()
        self.embedding = nn.Linear(inputs, units)
        self.query, self.key, self.value = (nn.Linear(units, units, bias=False) for _ in range(3))
        self.norm = nn.LayerNorm(units)
        self.output = nn.Linear(units, outputs)
        self.register_buffer("allowed", torch.ones(most_steps, most_steps).tril().bool())

    def forward(self, inputs):
        tokens, steps = self.embedding(inputs), inputs.shape[1]
        scores = self.query(tokens) @ self.key(tokens).mT / tokens.shape[-1] ** 0.5
        weights = scores.masked_fill(~self.allowed[:steps, :steps], -torch.inf).softmax(-1)
        return self.output(self.norm(tokens + weights @ self.value(tokens)))
