"""A committee machine with fixed read-outs: f(x) = n^-1/2 Σᵢ φ(wᵢ · x) with φ(h) = h + c h² / 2 and n neurons."""

import torch

TAKES = ["trials", "regression"]
STAGES = []
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices"]
# Submodules whose outputs are the features.
FEATURES = ["activation"]
PARAMETERS = {
    "neurons": {
        "description": "Number of neurons of a committee machine.",
        "unit": "neurons",
        "type": "integer",
        "minimum": 1,
        "maximum": 100000,
        "default": 100,
        "stage": "train",
    },
    "curvature": {
        "description": "How much of the activation of a committee machine is quadratic, c in h + c h² / 2.",
        "type": "number",
        "minimum": 0,
        "maximum": 100,
        "float32": True,
        "default": 1,
        "stage": "train",
    },
}


class Quadratic(torch.nn.Module):
    """φ(h) = h + c h² / 2."""

    def __init__(self, curvature: float):
        super().__init__()
        self.curvature = curvature

    def forward(self, field: torch.Tensor) -> torch.Tensor:
        return field + self.curvature / 2 * field**2


class Network(torch.nn.Module):
    """Weights [neuron, input] are standard normal; read-outs [output, neuron] are ±n^-1/2 at random and stay."""

    def __init__(self, inputs: int, outputs: int, neurons: int, curvature: float):
        super().__init__()
        self.first = torch.nn.Parameter(torch.randn(neurons, inputs))
        self.activation = Quadratic(curvature)
        signs = torch.randint(2, (outputs, neurons)) * 2.0 - 1
        self.read_out = torch.nn.Parameter(signs / neurons**0.5, requires_grad=False)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output] of inputs [trial, time, input]."""
        return self.activation(inputs @ self.first.T) @ self.read_out.T
