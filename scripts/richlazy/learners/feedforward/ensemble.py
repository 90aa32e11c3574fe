"""Back-propagation for an ensemble of feed-forward networks, written out and without allocations.

All trained weights of one network are rows of one matrix P = [W_1; ...; W_L; W_o] with N columns, so that optimisers
update one tensor. Each layer needs one product forward, one backward and one for its gradient, which is added to the
gradient buffer; activation functions work in place.
"""

import torch

from richlazy.errors import InputError
from richlazy.learners.ensembles import select_networks
from richlazy.learners.feedforward.architecture import Architecture
from richlazy.learners.feedforward.weights import Weights


class Ensemble:
    """Networks of equal shape that are trained together; buffers are allocated once.

    Shapes: E networks, L hidden layers, N units, I inputs, O outputs, B trials in a minibatch, one step. A single
    network has no ensemble axis, since plain products have less overhead than batched ones.
    """

    def __init__(self, weights: Weights, architecture: Architecture, steps: int, batch: int, last_only: bool):
        if steps != 1:
            raise InputError(
                f"learner: feedforward: the task has {steps} time steps, and a network without recurrence takes one; "
                "write `learner: recurrent`, or choose a task of one step"
            )
        self.networks, self.layers, self.units, _ = weights.hidden.shape
        self.outputs = weights.output.shape[1]
        self.activation, self._studied_layers, self.batch = architecture.activation, architecture.studied, batch
        self._product, self._add_product = (torch.mm, torch.addmm) if self.networks == 1 else (torch.bmm, torch.baddbmm)
        self._allocate(weights)
        self._name_views()
        for block, values in zip(self._matrices, self._parts(weights), strict=True):
            block.copy_(values.reshape(block.shape))

    @staticmethod
    def elements(weights: Weights, steps: int, batch: int) -> int:
        """Number of elements of the large buffers of one network."""
        layers, units = weights.hidden.shape[-3:-1]
        return 2 * (layers * units + weights.output.shape[-2]) * units + 2 * layers * units * batch

    def _allocate(self, weights: Weights) -> None:
        lead = () if self.networks == 1 else (self.networks,)
        new = weights.hidden.new_zeros
        self.embedding = weights.embedding.reshape(*lead, self.units, -1).clone()
        self.parameters = new((*lead, self.layers * self.units + self.outputs, self.units))
        self.gradient = torch.zeros_like(self.parameters)
        self.activity = [new((*lead, self.units, self.batch)) for _ in range(self.layers + 1)]
        self.error = [new((*lead, self.units, self.batch)) for _ in range(self.layers)]
        self.output_error = new((*lead, self.outputs, self.batch))

    def _blocks(self, matrix: torch.Tensor) -> list[torch.Tensor]:
        """Views of W_1 ... W_L and W_o in a matrix with the layout of P."""
        return list(matrix.split([self.units] * self.layers + [self.outputs], dim=-2))

    @staticmethod
    def _parts(weights: Weights) -> list[torch.Tensor]:
        return [*weights.hidden.unbind(1), weights.output]

    def _name_views(self) -> None:
        """Make all views once, since making a view takes as long as a small operation."""
        self._matrices = self._blocks(self.parameters)
        *hidden, output = self._matrices
        self._forward_layers = list(zip(hidden, self.activity[:-1], self.activity[1:], strict=True))
        above = zip([*hidden[1:], output], [*self.error[1:], self.output_error], strict=True)
        layers = zip(above, self.activity[1:], self.error, strict=True)
        self._backward_layers = [(matrix.mT, error, *layer) for (matrix, error), *layer in layers][::-1]
        errors, before = [*self.error, self.output_error], [activity.mT for activity in self.activity]
        gradients = self._blocks(self.gradient)
        studied = range(self.layers)[self._studied_layers]
        self.studied = [self._matrices[layer] for layer in studied]
        self.other_gradients = [gradient for layer, gradient in enumerate(gradients) if layer not in studied]
        self._gradients = list(zip(gradients, errors, before, strict=True))

    def weights(self) -> Weights:
        """Copies of the current weights, each with the leading seed axis, contiguous."""
        *hidden, output = (block.reshape(self.networks, *block.shape[-2:]) for block in self._matrices)
        embedding = self.embedding.reshape(self.networks, self.units, -1)
        return Weights(torch.stack(hidden, 1), embedding.clone(), output.clone(memory_format=torch.contiguous_format))

    def continue_from(self, other: "Ensemble", remaining) -> None:
        """Take over the accumulated gradient of the networks `remaining` of a larger ensemble."""
        self.gradient.copy_(select_networks(other.gradient, other.networks, remaining).reshape(self.gradient.shape))

    def forward(self, inputs: torch.Tensor, outputs: torch.Tensor) -> None:
        """Write the outputs of one minibatch to `outputs` [E, O, B]; inputs: [E, I, 1, B]."""
        product, apply = self._product, self.activation.apply
        product(self.embedding, inputs[..., 0, :], out=self.activity[0])
        for matrix, before, after in self._forward_layers:
            apply(product(matrix, before, out=after))
        product(self._matrices[-1], self.activity[-1], out=outputs)

    def backward(self, keep: float, scale: float) -> None:
        """self.gradient ← keep · self.gradient + scale · dL/dP, in place, after the forward pass of the minibatch.

        L: the loss whose gradient with respect to the outputs is `self.output_error` [E, O, B].
        """
        self._backward()
        for gradient, error, before in self._gradients:
            self._add_product(gradient, error, before, beta=keep, alpha=scale, out=gradient)

    def _backward(self) -> None:
        product, backward = self._product, self.activation.backward
        for transposed, error_above, activity, error in self._backward_layers:
            backward(product(transposed, error_above, out=error), activity)
