"""Layers of ReLU units without biases, in the scaling of mean fields: each layer is divided by the root of its number
of inputs, and the outputs by the number of units."""

import torch

TAKES = ["trials", "regression"]
STAGES = []
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices"]
EXAMPLE = {"parameters": {"task": "digits", "mlp_width": 5}}
PARAMETERS = {
    "mlp_layers": {
        "description": "Number of hidden layers L of the network `relu_mlp`.",
        "unit": "layers",
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
        "default": 2,
        "stage": "train",
    },
    "mlp_width": {
        "description": "Number of units h of each hidden layer of the network `relu_mlp`.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "maximum": 100000,
        "default": 64,
        "stage": "train",
    },
    "mlp_rank": {
        "description": "Rank to which the initial matrices of the hidden layers of `relu_mlp` are truncated by their "
        "singular value decomposition, each then rescaled to the norm that it had; 0 leaves them whole, and so does "
        "any rank that a matrix does not exceed.",
        "type": "integer",
        "minimum": 0,
        "maximum": 100000,
        "default": 0,
        "stage": "train",
    },
}
ADVICE = {
    "mlp_layers": {
        "recommended": [2, 5],
        "cost": "a step is linear in it: 0.12 ms with two layers of 32 units, 0.67 with five of 128",
    },
    "mlp_width": {
        "recommended": [32, 128],
        "cost": "a step and stored weights grow as its square, where products and not small operations take the time",
    },
    "mlp_rank": {
        "recommended": [0, 64],
        "reason": "0, which leaves matrices whole, or 2, 8 and `mlp_width`; of rank 1 few networks fit in time",
        "cost": "a singular value decomposition of each layer, once a seed",
    },
}


class Network(torch.nn.Module):
    """All weights are standard normal and trained; φ(z) = √2 max(0, z), whose mean square is 1 for standard normal z.

    z₁ = W₁ x / √d,  z_l = W_l φ(z_(l-1)) / √h,  f = W φ(z_L) / h.
    """

    def __init__(self, inputs: int, outputs: int, mlp_layers: int, mlp_width: int, mlp_rank: int):
        super().__init__()
        sizes = [inputs] + [mlp_width] * mlp_layers
        self.layers = torch.nn.ModuleList(
            torch.nn.Linear(pre, post, bias=False) for pre, post in zip(sizes, sizes[1:], strict=False)
        )
        self.output = torch.nn.Linear(mlp_width, outputs, bias=False)
        with torch.no_grad():
            for layer in (*self.layers, self.output):
                layer.weight.normal_()
            for layer in self.layers:
                layer.weight.copy_(truncated(layer.weight, mlp_rank))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output] of inputs [trial, time, input]."""
        activity = inputs
        for layer in self.layers:
            activity = torch.relu(layer(activity) * (2 / layer.in_features) ** 0.5)
        return self.output(activity) / self.output.in_features


def truncated(matrix: torch.Tensor, rank: int) -> torch.Tensor:
    """The best approximation of this rank, with the Frobenius norm of the matrix; 0: the matrix itself."""
    if rank == 0 or rank >= min(matrix.shape):
        return matrix
    left, values, right = torch.linalg.svd(matrix, full_matrices=False)
    kept = left[:, :rank] * values[:rank] @ right[:rank]
    return kept * (matrix.norm() / kept.norm())
