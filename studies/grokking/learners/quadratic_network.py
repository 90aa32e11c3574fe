"""Two layers with a quadratic activation and no biases: f = W₂ (W₁ x)² / N with N units."""

import torch

TAKES = ["trials", "regression"]
STAGES = []
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices"]
STUDIED = ["first", "second"]
FEATURES = ["activation"]
EXAMPLE = {
    "parameters": {"task": "teacher", "objective": "squared_error", "quadratic_units": 60, "learning_rate": 0.0001}
}
PARAMETERS = {
    "quadratic_units": {
        "description": "Number of units N of the network with a quadratic activation.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "maximum": 100000,
        "default": 100,
        "stage": "train",
    },
}
ADVICE = {
    "quadratic_units": {
        "recommended": [100, 100],
        "reason": "the paper's; `rate_at_unit_alpha` was chosen for it",
        "cost": "training and measures are linear in it",
    },
}


class Square(torch.nn.Module):
    """φ(h) = h²."""

    def forward(self, field: torch.Tensor) -> torch.Tensor:
        return field**2


class Network(torch.nn.Module):
    """All weights W₁ [unit, input] and W₂ [output, unit] are standard normal and trained."""

    def __init__(self, inputs: int, outputs: int, quadratic_units: int):
        super().__init__()
        self.first = torch.nn.Parameter(torch.randn(quadratic_units, inputs))
        self.activation = Square()
        self.second = torch.nn.Parameter(torch.randn(outputs, quadratic_units))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output] of inputs [trial, time, input]."""
        return self.activation(inputs @ self.first.T) @ self.second.T / len(self.first)
