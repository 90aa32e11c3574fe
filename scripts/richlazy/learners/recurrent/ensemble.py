"""Back-propagation through time for an ensemble of recurrent networks, written out and without allocations.

All weights of one network are blocks of one matrix P = [[W_h, W_x], [W_o, 0]], which multiplies s_t = (h_t, x_t):

    [W_h, W_x] s_t = pre-activation of step t,      Pᵀ (delta_t, dy_t) = (dL/dh_t, dL/dx_t).

One product per step therefore computes recurrence and input, forward as well as backward; the outputs of all steps are
one product, and so is the gradient of all weights, sum_t (delta_t, dy_t) s_tᵀ. All other operations are in place on
small arrays. They are few, since each of them loads its arrays into the cache between two large products.
"""

import torch

from richlazy.learners.ensembles import select_networks
from richlazy.learners.recurrent.weights import Weights

# Sizes of matrices are multiples of this, with which matrix products are fastest.
_ALIGNMENT = 16
# Backward pass of ReLU in one operation: the gradient where the activity is above the threshold, 0 elsewhere.
_relu_backward = torch.ops.aten.threshold_backward.grad_input


class Ensemble:
    """Networks of equal shape that are trained together; buffers are allocated once.

    Shapes: E networks, N units, I inputs, O outputs, T steps, B trials in a minibatch. A single network has no ensemble
    axis, since plain products have less overhead than batched ones.
    """

    def __init__(self, weights: Weights, leak: float, steps: int, batch: int, last_only: bool):
        self.networks, self.units, self.inputs = weights.input.shape
        self.outputs = weights.output.shape[1]
        self.leak, self.steps, self.batch, self.last_only = leak, steps, batch, last_only
        self._product, self._add_product = (torch.mm, torch.addmm) if self.networks == 1 else (torch.bmm, torch.baddbmm)
        self._allocate(weights.recurrent)
        self._write(weights)
        self._name_views()

    @staticmethod
    def elements(weights: Weights, steps: int, batch: int) -> int:
        """Number of elements of the large buffers of one network."""
        side = weights.input.shape[-2] + weights.input.shape[-1]
        return 2 * side**2 + 3 * side * batch * (steps + 1)

    def _allocate(self, like: torch.Tensor) -> None:
        side = self.units + max(self.inputs, self.outputs)
        side = -(-side // _ALIGNMENT) * _ALIGNMENT
        lead = () if self.networks == 1 else (self.networks,)
        columns = (side, self.steps + 1, self.batch)
        self.parameters = like.new_zeros((*lead, side, side))
        self.gradient = torch.zeros_like(self.parameters)
        self.effective = self.parameters if self.leak == 1 else torch.zeros_like(self.parameters)
        self.state = like.new_zeros((*lead, *columns))
        self.drive = like.new_zeros((*lead, self.units, self.batch))
        self.error = like.new_zeros((*lead, *columns))
        self.back = like.new_zeros((*lead, side, self.batch))
        scored = self.batch if self.last_only else self.steps * self.batch
        self.output_error = like.new_zeros((*lead, self.outputs, scored))

    def _blocks(self, matrix: torch.Tensor) -> Weights:
        """Views of the three weight matrices in a matrix with the layout of P."""
        units, inputs, outputs = self.units, self.inputs, self.outputs
        return Weights(
            recurrent=matrix[..., :units, :units],
            input=matrix[..., :units, units : units + inputs],
            output=matrix[..., units : units + outputs, :units],
        )

    def _write(self, weights: Weights) -> None:
        for block, values in zip(self._blocks(self.parameters), weights, strict=True):
            block.copy_(values.reshape(block.shape))

    def _name_views(self) -> None:
        """Make all views once, since making a view takes as long as a small operation."""
        units, inputs, outputs, steps = self.units, self.inputs, self.outputs, self.steps
        at = range(steps + 1)
        state_at = [self.state[..., :, t, :] for t in at]
        self._hidden_at = [self.state[..., :units, t, :] for t in at]
        error_at = [self.error[..., :, t, :] for t in at]
        self._delta_at = [self.error[..., :units, t, :] for t in at]
        self._forward_steps = [(state_at[t], self._hidden_at[t + 1]) for t in range(1, steps)]
        self._backward_steps = [
            (error_at[t], self._hidden_at[t], self._delta_at[t - 1]) for t in range(steps - 1, 0, -1)
        ]
        self._inputs = self.state[..., units : units + inputs, :steps, :]
        scored = slice((steps if self.last_only else 1) * self.batch, None)
        self._scored_hidden = self.state.flatten(-2)[..., :units, scored]
        self._scored_error = self.error.flatten(-2)[..., units : units + outputs, scored]
        self._last_error = self.error[..., units : units + outputs, steps, :]
        self._back_hidden = self.back[..., :units, :]
        self._effective_blocks = self._blocks(self.effective)
        self._effective_drive = self.effective[..., :units, :]
        self._transposed = self.effective.mT
        self._read_out_transposed = self._effective_blocks.output.mT
        # The columns of steps 1 ... T - 1 are contiguous, for one product over all steps.
        inner = slice(self.batch, steps * self.batch)
        self._inner_error = self.error.flatten(-2)[..., inner]
        self._inner_state = self.state.flatten(-2)[..., inner].mT
        self._deltas = self.error[..., :units, :steps, :]
        self._first_inputs = self.state[..., units : units + inputs, 0, :]
        self._first_inputs_transposed = self._first_inputs.mT
        self._last_hidden_transposed = self._hidden_at[steps].mT
        self._gradient_blocks = self._blocks(self.gradient)
        self.studied = [self._blocks(self.parameters).recurrent]
        self.other_gradients = [self._gradient_blocks.input, self._gradient_blocks.output]
        self._gradient_corner = self.gradient[..., units:, units:]

    def weights(self) -> Weights:
        """Copies of the current weights, each with the leading seed axis, contiguous."""
        shapes = Weights(
            (self.networks, self.units, self.units),
            (self.networks, self.units, self.inputs),
            (self.networks, self.outputs, self.units),
        )
        return Weights(*(b.reshape(s).clone() for b, s in zip(self._blocks(self.parameters), shapes, strict=True)))

    def continue_from(self, other: "Ensemble", remaining) -> None:
        """Take over the accumulated gradient of the networks `remaining` of a larger ensemble."""
        self.gradient.copy_(select_networks(other.gradient, other.networks, remaining).reshape(self.gradient.shape))

    def forward(self, inputs: torch.Tensor, outputs: torch.Tensor) -> None:
        """Write the outputs of one minibatch to `outputs` [E, O, scored]; inputs: [E, I, T, B].

        `scored` runs over the trials of the first scored step, then those of the next.
        """
        self._inputs.copy_(inputs)
        self._refresh_effective()
        self._forward()
        self._product(self._effective_blocks.output, self._scored_hidden, out=outputs)

    def backward(self, keep: float, scale: float) -> None:
        """self.gradient ← keep · self.gradient + scale · dL/dP, in place, after the forward pass of the minibatch.

        L: the loss whose gradient with respect to the outputs is `self.output_error` [E, O, scored].
        """
        self._scored_error.copy_(self.output_error)
        self._backward()
        self._accumulate(keep, scale)

    def _refresh_effective(self) -> None:
        """With a leak, compute the map of a step, a P + (1 - a) I on the units, once per minibatch."""
        if self.effective is self.parameters:
            return
        self.effective.copy_(self.parameters)
        self.effective[..., : self.units, :].mul_(self.leak)
        diagonal = self._effective_blocks.recurrent.diagonal(dim1=-2, dim2=-1)
        diagonal.add_(1 - self.leak)

    def _forward(self) -> None:
        product, drive, relu = self._product, self.drive, torch.clamp_min
        product(self._effective_blocks.input, self._first_inputs, out=drive)
        relu(drive, 0, out=self._hidden_at[1])
        for state, following in self._forward_steps:
            product(self._effective_drive, state, out=drive)
            relu(drive, 0, out=following)

    def _backward(self) -> None:
        product, back, back_hidden = self._product, self.back, self._back_hidden
        product(self._read_out_transposed, self._last_error, out=back_hidden)
        _relu_backward(back_hidden, self._hidden_at[self.steps], 0, grad_input=self._delta_at[self.steps - 1])
        for error, hidden, preceding in self._backward_steps:
            product(self._transposed, error, out=back)
            _relu_backward(back_hidden, hidden, 0, grad_input=preceding)
        if self.leak != 1:
            self._deltas.mul_(self.leak)

    def _accumulate(self, keep: float, scale: float) -> None:
        add, blocks = self._add_product, self._gradient_blocks
        add(self.gradient, self._inner_error, self._inner_state, beta=keep, alpha=scale, out=self.gradient)
        add(blocks.input, self._delta_at[0], self._first_inputs_transposed, alpha=scale, out=blocks.input)
        add(blocks.output, self._last_error, self._last_hidden_transposed, alpha=scale, out=blocks.output)
        self._gradient_corner.zero_()
