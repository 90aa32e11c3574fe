"""Forward pass of the recurrent network against the equation, written as a loop."""

import numpy as np
import pytest
import torch
from richlazy.learners.read_out import outputs
from richlazy.learners.recurrent.activity import activity_with_initial_state, hidden_activity


@pytest.mark.parametrize("leak", [1.0, 0.3])
def test_activity_and_outputs_follow_the_equation(plain, leak):
    weights = plain.random_weights(7, 4, 3)
    inputs = torch.randn(5, 4, 6, dtype=torch.float64)  # [trial, input, time]
    hidden = hidden_activity(weights, inputs.permute(1, 2, 0), leak)
    state = np.zeros((5, 7))
    for t in range(6):
        drive = inputs[:, :, t].numpy() @ weights.input.numpy().T + state @ weights.recurrent.numpy().T
        state = np.maximum((1 - leak) * state + leak * drive, 0)
        np.testing.assert_allclose(hidden[:, t].T, state, rtol=1e-12, atol=1e-14)
    expected = plain.outputs(weights, inputs, leak).permute(2, 1, 0)
    torch.testing.assert_close(outputs(weights.output, hidden), expected, rtol=1e-12, atol=1e-14)


def test_activity_starts_from_silence_and_is_never_negative(plain):
    hidden = activity_with_initial_state(plain.random_weights(9, 2, 3), torch.randn(2, 5, 4, dtype=torch.float64), 0.5)
    assert hidden.shape == (9, 6, 4)
    assert not hidden[:, 0].any()
    assert hidden[:, 1:].any() and (hidden >= 0).all()
