"""Ensemble of networks of one torch module: one forward pass of all by vmap, one backward pass of all by autograd.

The networks are independent, so that the gradient of the sum of their losses contains the gradient of each. The
backward pass begins with the gradient at the outputs, which the objective writes, as for written-out learners. A file
with a class `Ensemble` beside its `Network` is trained by that one.
"""

import torch

from richlazy.learners.ensembles import select_networks
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.checks import check_forward


class Ensemble:
    """Networks of one module that are trained together.

    Shapes: E networks, I inputs, O outputs, T steps, B trials in a minibatch, W trained weights. `parameters` and
    `gradient` are [E, 1, W]: all trained parameters of a network, one after the other. Raises InputError for a module
    that fails `check_forward`.
    """

    AUTOGRAD = True  # no inference mode, whose tensors autograd does not accept

    def __new__(cls, weights: tuple, architecture: Architecture, *sizes: object, **named: object):
        """The ensemble of the module's own file where it has one."""
        own = getattr(architecture.file, "Ensemble", None)
        written_out = own is not None and not issubclass(cls, own)
        return own(weights, architecture, *sizes, **named) if written_out else super().__new__(cls)

    def __init__(self, weights: tuple, architecture: Architecture, steps: int, batch: int, last_only: bool):
        if steps not in architecture.checked_steps:
            check_forward(architecture, steps)
            architecture.checked_steps.add(steps)
        self.architecture, self.steps, self.batch, self.last_only = architecture, steps, batch, last_only
        self.networks, self._kind = len(weights[0]), type(weights)
        self._allocate(architecture.by_name(weights))
        self._name_views()

    @staticmethod
    def elements(weights: tuple, steps: int, batch: int) -> int:
        """Half the number of weights of one network: a measure of its size, by which networks are trained together.

        Its activity, whose size is not known, is in new arrays at every step. So little stays in the cache, and what
        counts is that small operations wait for the dispatch of PyTorch and of `vmap`, which all networks share.
        """
        return max(1, sum(values[0].numel() for values in weights) // 2)

    def _allocate(self, weights: dict[str, torch.Tensor]) -> None:
        architecture, networks = self.architecture, self.networks
        self._shapes = {name: weights[name].shape for name in architecture.trained}
        self._untrained = {name: self._one(w).clone() for name, w in weights.items() if name not in self._shapes}
        like = next(iter(weights.values()))
        self.parameters = like.new_zeros((networks, 1, sum(shape[1:].numel() for shape in self._shapes.values())))
        self.gradient = torch.zeros_like(self.parameters)
        for name, block in self._blocks(self.parameters).items():
            block.copy_(weights[name])
        # As for written-out learners, a single network has no network axis.
        lead = () if networks == 1 else (networks,)
        self._call = architecture.call if networks == 1 else torch.func.vmap(architecture.call)
        self._shown = like.new_zeros((*lead, self.batch, self.steps, architecture.inputs))
        scored = self.batch * (1 if self.last_only else self.steps)
        self.output_error = like.new_zeros((*lead, architecture.outputs, scored))

    def _blocks(self, flat: torch.Tensor) -> dict[str, torch.Tensor]:
        """Views of all trained parameters, by name, in a tensor with the layout of `parameters`."""
        sizes = [shape[1:].numel() for shape in self._shapes.values()]
        parts = flat.squeeze(1).split(sizes, 1)
        return {name: part.view(shape) for part, (name, shape) in zip(parts, self._shapes.items(), strict=True)}

    def _name_views(self) -> None:
        blocks, gradients = self._blocks(self.parameters), self._blocks(self.gradient)
        # The leaves share the memory of `parameters`, so that updates change them.
        self._leaves = {name: self._one(block).detach().requires_grad_() for name, block in blocks.items()}
        self._gradients = [self._one(gradient) for gradient in gradients.values()]
        studied = self.architecture.studied
        self.studied = [blocks[name].flatten(2) for name in studied]
        self.other_gradients = [gradient for name, gradient in gradients.items() if name not in studied]

    def _one(self, values: torch.Tensor) -> torch.Tensor:
        """The values without the network axis if there is only one network."""
        return values[0] if self.networks == 1 else values

    def weights(self) -> tuple:
        """Copies of the current weights, each with the leading seed axis, contiguous."""
        untrained = {name: w[None] if self.networks == 1 else w for name, w in self._untrained.items()}
        current = {**untrained, **self._blocks(self.parameters)}
        copies = (current[name].clone(memory_format=torch.contiguous_format) for name in self.architecture.fields)
        return self._kind(*copies)

    def continue_from(self, other: "Ensemble", remaining) -> None:
        """Take over the accumulated gradient of the networks `remaining` of a larger ensemble."""
        self.gradient.copy_(select_networks(other.gradient, other.networks, remaining).reshape(self.gradient.shape))

    def forward(self, inputs: torch.Tensor, outputs: torch.Tensor) -> None:
        """Write the outputs of one minibatch to `outputs` [E, O, scored]; inputs: [E, I, T, B].

        `scored` runs over the trials of the first scored time step, then those of the next. For one network both have
        no network axis.
        """
        self._shown.copy_(inputs.transpose(-3, -1))
        with torch.enable_grad():
            all_steps = self._call({**self._leaves, **self._untrained}, self._shown)
            scored = all_steps[..., -1:, :] if self.last_only else all_steps
            self._outputs = scored.transpose(-3, -1).flatten(-2)
        outputs.copy_(self._outputs.detach())

    def backward(self, keep: float, scale: float) -> None:
        """self.gradient ← keep · self.gradient + scale · dL/dP, in place, after the forward pass of the minibatch.

        L: the loss whose gradient with respect to the outputs is `self.output_error` [E, O, scored].
        """
        leaves, error = list(self._leaves.values()), self.output_error * scale
        gradients = torch.autograd.grad(self._outputs, leaves, error, materialize_grads=True)
        if keep:
            self.gradient.mul_(keep)
        for gradient, new in zip(self._gradients, gradients, strict=True):
            gradient.add_(new) if keep else gradient.copy_(new)
