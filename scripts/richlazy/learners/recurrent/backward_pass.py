"""The backward pass of an ensemble in parts, for learning rules that replace some of them.

Every such rule assigns an error delta_t to the drive u_t of each step, and adds the same sum as back-propagation:

    direction of [W_h, W_x] = sum_t a delta_t s_{t-1}ᵀ,    s_{t-1} = (h_{t-1}, x_t),
    direction of W_o        = sum_t dy_t h_tᵀ,    its gradient; dy_t: the gradient of the objective at the outputs y_t.

Back-propagation through time has delta_t = φ'(u_t) ⊙ (W_oᵀ dy_t + Mᵀ delta_{t+1}), where M = a W_h + (1 - a) I maps a
state to the next drive. Rules differ in what they have in the place of W_oᵀ and of Mᵀ delta_{t+1}.
"""

import torch

from richlazy.learners.recurrent.ensemble import Ensemble

# Backward pass of ReLU in one operation: the gradient where the activity is above the threshold, 0 elsewhere.
relu_backward = torch.ops.aten.threshold_backward.grad_input


class BackwardPass:
    """Buffers of one ensemble and operations on them; all views are made once.

    Shapes: N units, O outputs, T steps, B trials; arrays have a network axis in front, unless there is one network. S,
    the number of scored steps, is T, or 1 where only the last is scored.

    leak, steps, scored_steps: a, T and S. product, add_product: matrix products with the network axis.
    read_out_transposed [N, O], recurrent_transposed [N, N]: W_oᵀ, and Mᵀ with the present weights; both are views.
    hidden_at, delta_at: h_t and delta_t [N, B] of step t, lists over t = 0 ... T; delta_at[0] is None. A step whose
    delta is never written has delta 0.
    fed_back_at: the errors of the outputs of step t as `send_back` brings them to the units, [N, B]; None for a step
    that is not scored.
    sum: a buffer [N, B].
    """

    def __init__(self, ensemble: Ensemble):
        units, steps, batch = ensemble.units, ensemble.steps, ensemble.batch
        self.steps, self.leak = steps, ensemble.leak
        self.scored_steps = 1 if ensemble.last_only else steps
        self.product, self.add_product = ensemble._product, ensemble._add_product
        blocks = ensemble._effective_blocks
        self.read_out_transposed, self.recurrent_transposed = blocks.output.mT, blocks.recurrent.mT
        self.hidden_at, self.delta_at = ensemble._hidden_at, [None, *ensemble._delta_at[:steps]]
        lead = ensemble.parameters.shape[:-2]
        fed_back = ensemble.state.new_zeros((*lead, units, self.scored_steps, batch))
        first = steps + 1 - self.scored_steps
        self.fed_back_at = [None] * first + [fed_back[..., at, :] for at in range(self.scored_steps)]
        self.sum = ensemble.state.new_zeros((*lead, units, batch))
        self._ensemble, self._fed_back, self._fed_back_columns = ensemble, fed_back, fed_back.flatten(-2)
        self._scored_hidden = ensemble.state[..., :units, first:, :]
        self._scored_deltas = ensemble.error[..., :units, first - 1 : steps, :]

    def send_back(self, feedback: torch.Tensor) -> None:
        """Write `feedback` [N, O] times dy_t to `fed_back_at[t]`, for all scored steps in one product."""
        self.product(feedback, self._ensemble.output_error, out=self._fed_back_columns)

    def gate_fed_back(self) -> None:
        """delta_t ← φ'(u_t) ⊙ fed_back_at[t], for all scored steps."""
        relu_backward(self._fed_back, self._scored_hidden, 0, grad_input=self._scored_deltas)

    def gate_sum(self, step: int) -> None:
        """delta_t ← φ'(u_t) ⊙ sum, for one step."""
        relu_backward(self.sum, self.hidden_at[step], 0, grad_input=self.delta_at[step])

    def accumulate(self, keep: float, scale: float) -> None:
        """ensemble.gradient ← keep · ensemble.gradient + scale · direction, for the deltas that were written."""
        ensemble = self._ensemble
        ensemble._scored_error.copy_(ensemble.output_error)
        if self.leak != 1:
            ensemble._deltas.mul_(self.leak)
        ensemble._accumulate(keep, scale)
