"""Truncated back-propagation through time: the error of a step goes back to the last `horizon` uses of the weights.

The error at the outputs of step t reaches the weights as they are used at the steps t, t-1, ..., t-k+1, for the horizon
k (BPTT(h) of Williams & Peng 1990, Neural Comput. 2:490). With k = 1 it reaches them through h_t alone, and h_{t-1}
counts as given, the memory of the units by the leak included; no error goes through W_h. From k = T on it is the
gradient. W_o learns by its gradient.

With D_1(t) = φ'(u_t) ⊙ W_oᵀ dy_t and D_m(t) = φ'(u_t) ⊙ Mᵀ D_{m-1}(t+1), delta_t is the sum of D_1(t) ... D_k(t): the
cost is that of k - 1 backward passes.
"""

from collections.abc import Sequence

from richlazy.learners.recurrent.backward_pass import BackwardPass, relu_backward

LEARNERS = ["recurrent"]
PARAMETERS = {
    "horizon": {
        "description": (
            "Number of uses of the weights that an error goes back to in truncated back-propagation; 1 is the last "
            "use, and the number of time steps of a trial or more is the gradient."
        ),
        "unit": "steps",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000000,
        "default": 1,
        "stage": "train",
    },
}
ADVICE = {
    "horizon": {
        "recommended": [1, 4],
        "reason": "1 sends no error through the recurrent weights; with a trial of 8 steps, 8 is the gradient",
        "cost": "that of `horizon` - 1 backward passes",
    },
}


class Rule:
    """Truncated back-propagation for an ensemble of recurrent networks."""

    def __init__(self, ensemble, seeds: Sequence[int], horizon: int):
        if horizon >= ensemble.steps:
            self.step = ensemble.backward
            return
        self._pass, self._horizon = BackwardPass(ensemble), horizon
        if horizon > 1:  # D_m of all steps that have one, [(network,) N, B] by step
            deltas = self._pass.delta_at[1:]
            self._further = [None, *(delta.new_zeros(delta.shape) for delta in deltas)]

    def step(self, keep: float, scale: float) -> None:
        """Add the direction of the minibatch."""
        errors = self._pass
        errors.send_back(errors.read_out_transposed)
        errors.gate_fed_back()
        if self._horizon > 1:
            self._go_back()
        errors.accumulate(keep, scale)

    def _go_back(self) -> None:
        errors, further = self._pass, self._further
        last, first = errors.steps, errors.steps + 1 - errors.scored_steps
        for t in range(first, last + 1):
            further[t].copy_(errors.delta_at[t])
        for earlier in range(1, self._horizon):
            # In ascending order, since D_m(t) takes the place of D_{m-1}(t), of which D_m(t-1) is already made.
            for t in range(max(first - earlier, 1), last - earlier + 1):
                errors.product(errors.recurrent_transposed, further[t + 1], out=errors.sum)
                relu_backward(errors.sum, errors.hidden_at[t], 0, grad_input=further[t])
                if t < first:
                    errors.delta_at[t].copy_(further[t])
                else:
                    errors.delta_at[t].add_(further[t])

    def continue_from(self, other: "Rule", remaining) -> None:
        """There is no state to take over."""
