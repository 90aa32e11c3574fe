"""Growth of perturbations against autograd."""

import numpy as np
import pytest
import torch
from richlazy.learners.recurrent.tangent import tangent_growth

UNITS, SEQUENCES, STEPS = 9, 4, 12


@pytest.mark.parametrize("leak", [1.0, 0.3])
@pytest.mark.parametrize("steps", [1, STEPS])
def test_growth_is_that_of_the_derivative_by_the_start(plain, leak, steps):
    weights = plain.random_weights(UNITS, 3, 2)
    inputs = torch.randn(3, steps, SEQUENCES, dtype=torch.float64)
    tangent = torch.randn(UNITS, SEQUENCES, dtype=torch.float64)

    def final_state(start):
        state = start
        for t in range(steps):
            drive = weights.input @ inputs[:, t] + weights.recurrent @ state
            state = torch.relu((1 - leak) * state + leak * drive)
        return state

    _, moved = torch.autograd.functional.jvp(final_state, torch.zeros_like(tangent), tangent)
    growth = tangent_growth(weights, inputs, leak, tangent)
    assert growth.shape == (steps, SEQUENCES)
    torch.testing.assert_close(growth.sum(0), (moved.norm(dim=0) / tangent.norm(dim=0)).log(), rtol=1e-10, atol=1e-12)


def test_growth_of_every_step_does_not_depend_on_what_follows(plain):
    weights, inputs = plain.random_weights(UNITS, 3, 2), torch.randn(3, STEPS, SEQUENCES, dtype=torch.float64)
    tangent = torch.randn(UNITS, SEQUENCES, dtype=torch.float64)
    whole = tangent_growth(weights, inputs, 1.0, tangent)
    torch.testing.assert_close(whole[:5], tangent_growth(weights, inputs[:, :5], 1.0, 7 * tangent))


def test_a_sequence_that_explodes_spoils_no_other(plain):
    weights, inputs = plain.random_weights(UNITS, 3, 2), torch.randn(3, STEPS, SEQUENCES, dtype=torch.float64)
    tangent = torch.randn(UNITS, SEQUENCES, dtype=torch.float64)
    healthy = tangent_growth(weights, inputs, 1.0, tangent)
    inputs[:, 3, 1] = np.inf
    found = tangent_growth(weights, inputs, 1.0, tangent)
    assert found[:, 1].isnan().all()
    torch.testing.assert_close(found[:, [0, 2, 3]], healthy[:, [0, 2, 3]])
