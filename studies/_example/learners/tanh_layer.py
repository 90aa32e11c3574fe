"""One hidden layer of tanh units."""

import torch

TAKES = ["trials", "regression"]
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices", "read_out", "weight_groups"]
GROUPS = {"hidden": ["hidden"], "read_out": ["output"]}
PARAMETERS = {
    "width": {
        "description": "Number of tanh units.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "maximum": 100_000,
        "default": 100,
        "stage": "train",
    },
}
ADVICE = {
    "width": {
        "recommended": [50, 500],
        "cost": "a training step is linear in it",
    },
}


class Network(torch.nn.Module):
    """Outputs are read linearly from tanh units."""

    def __init__(self, inputs: int, outputs: int, width: int):
        super().__init__()
        self.hidden = torch.nn.Linear(inputs, width)
        self.output = torch.nn.Linear(width, outputs, bias=False)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output] of inputs [trial, time, input]."""
        return self.output(torch.tanh(self.hidden(inputs)))
