"""Kernel factors against autograd: what each output feels of a kick to the recurrent drive of each step."""

import pytest
import torch
from richlazy.learners.recurrent.activity import activity_with_initial_state
from richlazy.learners.recurrent.kernel import kernel_factors

TRIALS, INPUTS, STEPS, UNITS, OUTPUTS = 3, 2, 5, 7, 4


@pytest.mark.parametrize("leak", [1.0, 0.3])
@pytest.mark.parametrize("last_only", [False, True])
def test_factors_are_the_gradients_of_the_outputs(plain, leak, last_only):
    weights = plain.random_weights(UNITS, INPUTS, OUTPUTS)
    inputs = torch.randn(TRIALS, INPUTS, STEPS, dtype=torch.float64)
    recurrent, shown = kernel_factors(weights, inputs.permute(1, 2, 0), leak, last_only)
    kick = torch.zeros(STEPS, TRIALS, UNITS, dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(lambda kick: plain.outputs(weights, inputs, leak, kick), kick)
    for s, delta in enumerate(recurrent.deltas):
        reached = [STEPS - 1] if last_only else range(s, STEPS)
        expected = torch.stack(
            [torch.stack([jacobian[b, t, o, s, b] for b in range(TRIALS)]) for t in reached for o in range(OUTPUTS)]
        )
        torch.testing.assert_close(delta, expected, rtol=1e-11, atol=1e-13)
        assert torch.equal(shown.deltas[s], delta)


def test_presynaptic_activity_is_that_of_the_step_before(plain):
    weights = plain.random_weights(UNITS, INPUTS, OUTPUTS)
    inputs = torch.randn(INPUTS, STEPS, TRIALS, dtype=torch.float64)
    hidden = activity_with_initial_state(weights, inputs, 0.5)
    recurrent, shown = kernel_factors(weights, inputs, 0.5, last_only=False)
    assert len(recurrent.presynaptic) == len(shown.presynaptic) == STEPS
    for s, (activity, seen) in enumerate(zip(recurrent.presynaptic, shown.presynaptic, strict=True)):
        assert torch.equal(activity, hidden[:, s].T) and torch.equal(seen, inputs[:, s].T)
    assert not recurrent.presynaptic[0].any() and (recurrent.first, shown.first) == (1, 0)
