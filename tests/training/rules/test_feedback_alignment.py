"""Feedback alignment through time against its recursion by trial, and against the gradient."""

import pytest
import torch
from helpers import naive_rules as naive
from helpers.rule_cases import UNITS, Case, assert_close, directions, make
from richlazy.training.rules._feedback import draw_output_feedback, draw_recurrent_feedback

KINDS = ("random", "symmetric")


@pytest.mark.parametrize("recurrent_feedback", KINDS)
@pytest.mark.parametrize("feedback", KINDS)
@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("leak", [1.0, 0.3])
def test_errors_go_back_through_the_feedback_weights(leak, last_only, feedback, recurrent_feedback):
    case = Case(leak=leak, last_only=last_only)
    found = directions("feedback_alignment", case, feedback=feedback, recurrent_feedback=recurrent_feedback)
    outputs, recurrents = case.weights.output.mT, case.weights.recurrent.mT
    if feedback == "random":
        outputs = draw_output_feedback(outputs, case.seeds)
    if recurrent_feedback == "random":
        recurrents = draw_recurrent_feedback(recurrents, case.seeds)
    for network in range(case.networks):
        matrices = {"feedback": outputs[network], "recurrent_feedback": recurrents[network]}
        expected = naive.over_trials(naive.alignment, *case.of(network), leak, **matrices)
        assert_close([w[network] for w in found], expected)


@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("leak", [1.0, 0.3])
def test_with_transposed_weights_it_is_the_gradient(leak, last_only, networks):
    case = Case(networks, leak, last_only)
    found = directions("feedback_alignment", case, feedback="symmetric", recurrent_feedback="symmetric")
    assert_close(found, directions("gradient", case))


@pytest.mark.parametrize("networks", [1, 3])
def test_with_random_weights_that_are_the_transposed_ones_it_is_the_gradient(networks):
    case = Case(networks)
    ensemble = case.ensemble()
    drawn = make("feedback_alignment", ensemble, case.seeds)._feedback
    case.weights = case.weights._replace(output=drawn.reshape(networks, UNITS, -1).mT.clone())
    assert_close(directions("feedback_alignment", case), directions("gradient", case))


def test_feedback_weights_follow_from_the_seed_and_have_the_size_of_the_weights_that_they_stand_for():
    like = torch.zeros((2, 500, 4), dtype=torch.float64)
    two, one = draw_output_feedback(like, [3, 5]), draw_output_feedback(like[:1], [5])
    assert torch.equal(two[1:], one) and not torch.equal(two[0], two[1])
    assert two.abs().max() <= 500**-0.5 and two.std() == pytest.approx((3 * 500) ** -0.5, rel=0.05)
    recurrent = draw_recurrent_feedback(torch.zeros((2, 500, 500)), [3, 5])
    assert torch.equal(recurrent[1:], draw_recurrent_feedback(torch.zeros((1, 500, 500)), [5]))
    assert torch.linalg.eigvals(recurrent[0]).abs().max() == pytest.approx(1, abs=0.1)
