"""RFLO, random-feedback local online learning (Murray 2019, eLife 8:43299); for these units it is e-prop as well.

Errors do not go back in time. Each weight has an eligibility trace, which is known when the error comes: the exact
real-time recursion for dh_t / dW_ij without its terms through W_h, of which

    p_ij(t) = φ'(u_i(t)) ((1 - a) p_ij(t-1) + a h_j(t-1)),    direction of W_ij = sum_t (B dy_t)_i p_ij(t),

remains, and likewise for W_x with x_j(t). W_o learns by its gradient. The rule changes weights after a minibatch, where
the sum over t may be taken in any order. In the order sum_s delta_i(s) a h_j(s-1) it is the recursion

    delta(t) = φ'(u(t)) ⊙ (B dy_t + (1 - a) delta(t+1)),

that of back-propagation without W_h: no trace of N × N numbers per trial is needed, and the direction is the same.

B is fixed and random (`feedback: random`), or W_oᵀ (`symmetric`). These are RFLO and e-prop (Bellec et al. 2020, Nat.
Commun. 11:3625) with its random and its symmetric learning signal: e-prop defines the trace by the hidden state of a
unit, which here is h_i, for units without adaptation and outputs without memory. The published traces differ in where
their models have the leak: Murray's rates low-pass filter φ(u), so that the trace filters φ'(u) h; Bellec's membranes
filter the input, so that the trace is φ'(u) times filtered h. Here it is inside φ, and p follows from that. All three
are equal without memory, a = 1, which is p_ij(t) = φ'(u_i(t)) h_j(t-1); `truncated` with horizon 1 then is this rule
with symmetric feedback.
"""

from collections.abc import Sequence

import torch

from richlazy.learners.recurrent.backward_pass import BackwardPass
from richlazy.training.rules._feedback import draw_output_feedback

LEARNERS = ["recurrent"]
PARAMETERS = {"feedback": "rule feedback_alignment"}


class Rule:
    """RFLO for an ensemble of recurrent networks."""

    def __init__(self, ensemble, seeds: Sequence[int], feedback: str):
        self._pass = BackwardPass(ensemble)
        read_out = self._pass.read_out_transposed
        self._feedback = read_out if feedback == "symmetric" else draw_output_feedback(read_out, seeds)

    def step(self, keep: float, scale: float) -> None:
        """Add the direction of the minibatch."""
        errors = self._pass
        errors.send_back(self._feedback)
        errors.gate_fed_back()
        if errors.leak != 1:
            self._go_back_through_leak()
        errors.accumulate(keep, scale)

    def _go_back_through_leak(self) -> None:
        errors, kept = self._pass, 1 - self._pass.leak
        for t in range(errors.steps - 1, 0, -1):
            if errors.fed_back_at[t] is None:
                torch.mul(errors.delta_at[t + 1], kept, out=errors.sum)
            else:
                torch.add(errors.fed_back_at[t], errors.delta_at[t + 1], alpha=kept, out=errors.sum)
            errors.gate_sum(t)

    def continue_from(self, other: "Rule", remaining) -> None:
        """There is no state to take over: the feedback weights follow from the seeds."""
