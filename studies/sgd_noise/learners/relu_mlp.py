"""Layers of ReLU units without biases, in the scaling of mean fields: each layer is divided by the root of its number
of inputs, and the outputs by the number of units.

`Network` is what is measured, and the oracle of `Ensemble`, which trains many of them with a backward pass of its own.
"""

import torch
from richlazy.learners.ensembles import select_networks

# Backward pass of ReLU in one operation: the gradient where the activity is above the threshold, 0 elsewhere.
_relu_backward = torch.ops.aten.threshold_backward.grad_input

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
        "cost": "a step is linear in it: 0.02 ms with two layers of 32 units, 0.24 with five of 128, for each of eight "
        "networks that are trained together",
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


class Ensemble:
    """Networks that are trained together, written out and without allocations: three products a matrix and step, two
    for the first.

    Shapes: E networks, I inputs, O outputs, T steps, B trials in a minibatch, W weights of a network; without network
    axis for one. `parameters` and `gradient` are [E, 1, W]: all matrices of a network, one after the other.
    """

    def __init__(self, weights: tuple, architecture, steps: int, batch: int, last_only: bool):
        self.networks, self.batch, self._kind = len(weights[0]), batch, type(weights)
        self._add_product = torch.addmm if self.networks == 1 else torch.baddbmm
        self._shown = slice(steps - 1, steps) if last_only else slice(0, steps)
        columns = batch if last_only else batch * steps
        new, lead = weights[0].new_zeros, () if self.networks == 1 else (self.networks,)
        self.parameters = new((self.networks, 1, sum(w[0].numel() for w in weights)))
        self.gradient = torch.zeros_like(self.parameters)
        self._blocks = self._views(self.parameters, weights)
        for block, values in zip(self._blocks, weights, strict=True):
            block.copy_(values)
        gradients = self._views(self.gradient, weights)
        names = list(architecture.fields)
        self.studied = [self._blocks[names.index(name)] for name in architecture.studied]
        self.other_gradients = [g for name, g in zip(names, gradients, strict=True) if name not in architecture.studied]
        posts, pres = ([w.shape[axis] for w in weights] for axis in (1, 2))
        self._activity = [new((*lead, pre, columns)) for pre in pres]
        self.output_error = new((*lead, posts[-1], columns))
        errors = [*(new((*lead, post, columns)) for post in posts[:-1]), self.output_error]
        self._name_views(gradients, errors, [(2 / pre) ** 0.5 for pre in pres[:-1]] + [1 / pres[-1]])

    @staticmethod
    def _views(flat: torch.Tensor, weights: tuple) -> list[torch.Tensor]:
        """The matrices [E, post, pre] in a tensor with the layout of `parameters`."""
        parts = flat.squeeze(1).split([w[0].numel() for w in weights], 1)
        return [part.view(w.shape) for part, w in zip(parts, weights, strict=True)]

    def _name_views(self, gradients: list, errors: list, factors: list[float]) -> None:
        """Make all views once, since making a view takes as long as a small operation."""
        one = self.networks == 1
        *hidden, last = [block[0] if one else block for block in self._blocks]
        before = self._activity
        self._layers = list(zip(hidden, before[:-1], before[1:], factors[:-1], strict=True))
        self._last, self._last_factor = last, factors[-1]
        above = zip([matrix.mT for matrix in [*hidden[1:], last]], errors[1:], factors[1:], strict=True)
        layers = zip(above, before[1:], errors[:-1], strict=True)
        self._backward_layers = [(*one_above, activity, error) for one_above, activity, error in layers][::-1]
        shown = [g[0] if one else g for g in gradients]
        self._gradients = list(zip(shown, errors, [a.mT for a in before], factors, strict=True))

    def weights(self) -> tuple:
        """Copies of the current weights, each with the leading seed axis, contiguous."""
        return self._kind(*(block.clone(memory_format=torch.contiguous_format) for block in self._blocks))

    def continue_from(self, other: "Ensemble", remaining) -> None:
        """Take over the accumulated gradient of the networks `remaining` of a larger ensemble."""
        self.gradient.copy_(select_networks(other.gradient, other.networks, remaining).reshape(self.gradient.shape))

    def forward(self, inputs: torch.Tensor, outputs: torch.Tensor) -> None:
        """Write the outputs of one minibatch to `outputs` [E, O, scored]; inputs: [E, I, T, B]."""
        product = self._add_product
        self._activity[0].copy_(inputs[..., self._shown, :].flatten(-2))
        for matrix, before, after, factor in self._layers:
            product(after, matrix, before, beta=0, alpha=factor, out=after).clamp_min_(0)
        product(outputs, self._last, self._activity[-1], beta=0, alpha=self._last_factor, out=outputs)

    def backward(self, keep: float, scale: float) -> None:
        """self.gradient ← keep · self.gradient + scale · dL/dP, in place, after the forward pass of the minibatch.

        L: the loss whose gradient with respect to the outputs is `self.output_error` [E, O, scored].
        """
        product = self._add_product
        for transposed, error_above, factor, activity, error in self._backward_layers:
            product(error, transposed, error_above, beta=0, alpha=factor, out=error)
            _relu_backward(error, activity, 0, grad_input=error)
        for gradient, error, before, factor in self._gradients:
            product(gradient, error, before, beta=keep, alpha=scale * factor, out=gradient)


def truncated(matrix: torch.Tensor, rank: int) -> torch.Tensor:
    """The best approximation of this rank, with the Frobenius norm of the matrix; 0: the matrix itself."""
    if rank == 0 or rank >= min(matrix.shape):
        return matrix
    left, values, right = torch.linalg.svd(matrix, full_matrices=False)
    kept = left[:, :rank] * values[:rank] @ right[:rank]
    return kept * (matrix.norm() / kept.norm())
