"""A committee machine of N neurons with read-outs fixed at 1: f(x) = Σᵢ φ(wᵢ·x) / N with φ(h) = h + (ε/2) h²."""

import torch

TAKES = ["regression"]
STAGES = []
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices"]
STUDIED = ["first"]
FEATURES = ["activation"]
EXAMPLE = {"parameters": {"objective": "squared_error", "committee_size": 5}}
PARAMETERS = {
    "committee_size": {
        "description": "Number of neurons N of the committee machine.",
        "unit": "neurons",
        "type": "integer",
        "minimum": 1,
        "maximum": 100000,
        "default": 500,
        "stage": "train",
    },
    "epsilon": {
        "description": "Share ε of the quadratic in the answer of a neuron, h + (ε/2) h².",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 100,
        "float32": True,
        "default": 0.1,
        "stage": "train",
    },
}
ADVICE = {
    "committee_size": {
        "recommended": [200, 500],
        "cost": "training and measures are linear in it",
    },
    "epsilon": {
        "recommended": [0.05, 0.4],
        "reason": "the paper's range; it holds how much of the task the initial kernel knows",
        "cost": "rich learning slows as it falls: time goes in units of alpha / (eta_0 epsilon)",
    },
}


class Quadratic(torch.nn.Module):
    """φ(h) = h + (ε/2) h²."""

    def __init__(self, epsilon: float):
        super().__init__()
        self.epsilon = epsilon

    def forward(self, field: torch.Tensor) -> torch.Tensor:
        return field * (1 + self.epsilon / 2 * field)


class Network(torch.nn.Module):
    """Weights [neuron, input] are standard normal; every output is the same mean over neurons."""

    def __init__(self, inputs: int, outputs: int, committee_size: int, epsilon: float):
        super().__init__()
        self.first = torch.nn.Parameter(torch.randn(committee_size, inputs))
        self.activation = Quadratic(epsilon)
        self.outputs = outputs

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output] of inputs [trial, time, input]."""
        mean = self.activation(inputs @ self.first.T).mean(-1, keepdim=True)
        return mean.expand(*mean.shape[:-1], self.outputs)
