"""Feedback alignment through time: back-propagation with fixed random weights in the place of transposed ones.

Lillicrap et al. 2016, Nat. Commun. 7:13276, send the errors of a layer back through a fixed random matrix. Here

    delta_t = φ'(u_t) ⊙ (B dy_t + Mᵀ delta_{t+1}),    M = a W_h + (1 - a) I,

where B stands for W_oᵀ (`feedback: random`). The recursion through time keeps W_hᵀ (`recurrent_feedback: symmetric`),
or has a fixed random matrix C in its place (`random`), so that no weight is used in both directions. With symmetric
feedback of both kinds it is the gradient. W_o learns by its gradient.
"""

from collections.abc import Sequence

import torch

from richlazy.learners.recurrent.backward_pass import BackwardPass
from richlazy.training.rules._feedback import draw_output_feedback, draw_recurrent_feedback

LEARNERS = ["recurrent"]
PARAMETERS = {
    "feedback": {
        "description": (
            "Weights that bring output errors back to the units: `random`, fixed and independent of the read-out, or "
            "`symmetric`, the transposed read-out. The rule rflo is RFLO with `random`, and e-prop with either."
        ),
        "enum": ["random", "symmetric"],
        "default": "random",
        "stage": "train",
    },
    "recurrent_feedback": {
        "description": (
            "Weights that bring errors back in time: `symmetric`, the transposed recurrent weights, or `random`, fixed "
            "and independent of them."
        ),
        "enum": ["random", "symmetric"],
        "default": "symmetric",
        "stage": "train",
    },
}
ADVICE = {
    "feedback": {
        "recommended": "`random`, as published; `symmetric` tells what the wrong weights do",
        "cost": "none",
    },
    "recurrent_feedback": {
        "recommended": "`symmetric`; with `random` errors do not go back in time as the gradient's do",
        "cost": "none",
    },
}


class Rule:
    """Feedback alignment for an ensemble of recurrent networks."""

    def __init__(self, ensemble, seeds: Sequence[int], feedback: str, recurrent_feedback: str):
        self._pass = BackwardPass(ensemble)
        read_out = self._pass.read_out_transposed
        self._feedback = read_out if feedback == "symmetric" else draw_output_feedback(read_out, seeds)
        self._backward_map = self._pass.recurrent_transposed
        if recurrent_feedback == "random":
            self._backward_map = _map_through_time(self._pass, seeds)

    def step(self, keep: float, scale: float) -> None:
        """Add the direction of the minibatch."""
        errors, backward_map = self._pass, self._backward_map
        errors.send_back(self._feedback)
        errors.gate_fed_back()
        for t in range(errors.steps - 1, 0, -1):
            if errors.fed_back_at[t] is None:
                errors.product(backward_map, errors.delta_at[t + 1], out=errors.sum)
            else:
                errors.add_product(errors.fed_back_at[t], backward_map, errors.delta_at[t + 1], out=errors.sum)
            errors.gate_sum(t)
        errors.accumulate(keep, scale)

    def continue_from(self, other: "Rule", remaining) -> None:
        """There is no state to take over: the feedback weights follow from the seeds."""


def _map_through_time(errors: BackwardPass, seeds: Sequence[int]) -> torch.Tensor:
    """a C + (1 - a) I, in the place of Mᵀ."""
    made = errors.leak * draw_recurrent_feedback(errors.recurrent_transposed, seeds)
    made.diagonal(dim1=-2, dim2=-1).add_(1 - errors.leak)
    return made
