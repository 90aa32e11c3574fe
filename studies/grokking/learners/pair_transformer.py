"""A transformer of one layer that reads two symbols, without norms and biases: attention, then ReLU units."""

import torch
from torch import nn

TAKES = ["trials", "regression"]
STAGES = []
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices"]
STUDIED = ["query", "key", "value", "first", "second"]
FEATURES = ["activation"]
EXAMPLE = {"parameters": {"task": "teacher", "objective": "squared_error", "transformer_width": 6}}
PARAMETERS = {
    "transformer_width": {
        "description": "Width of a transformer that reads two symbols; its ReLU units are four times as many.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "maximum": 100000,
        "default": 128,
        "stage": "train",
    },
}
ADVICE = {
    "transformer_width": {
        "recommended": [128, 128],
        "reason": "the setting of the study; other widths were not tried",
        "cost": "a step grows as its square",
    },
}


class Network(nn.Module):
    """Inputs are two symbols, each as one of inputs / 2 units; the output reads the position of the second one.

    Symbols and positions, which are added to them, are vectors of mean square length 1; all other weights are normal
    with variance 1 / fan-in. All are trained.
    """

    def __init__(self, inputs: int, outputs: int, transformer_width: int):
        super().__init__()
        width, self.symbols = transformer_width, inputs // 2

        def drawn(fan_out: int, fan_in: int) -> nn.Parameter:
            return nn.Parameter(torch.randn(fan_out, fan_in) / fan_in**0.5)

        self.embedding = nn.Parameter(torch.randn(width, self.symbols) / width**0.5)
        self.position = nn.Parameter(torch.randn(2, width) / width**0.5)
        self.query, self.key, self.value = (drawn(width, width) for _ in range(3))
        self.first, self.activation, self.second = drawn(4 * width, width), nn.ReLU(), drawn(width, 4 * width)
        self.output = drawn(outputs, width)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output] of inputs [trial, time, input]; an odd last input is not read."""
        pairs = inputs[..., : 2 * self.symbols].unflatten(-1, (2, self.symbols))
        tokens = pairs @ self.embedding.T + self.position
        last = tokens[..., 1:, :]
        scores = (last @ self.query.T) @ (tokens @ self.key.T).mT / tokens.shape[-1] ** 0.5
        stream = (last + scores.softmax(-1) @ (tokens @ self.value.T))[..., 0, :]
        stream = stream + self.activation(stream @ self.first.T) @ self.second.T
        return stream @ self.output.T
