"""RFLO and e-prop: the backward recursion against eligibility traces that are carried forward in time."""

import pytest
import torch
from helpers import naive_rules as naive
from helpers.rule_cases import OUTPUTS, Case, assert_close, directions
from richlazy.training.rules._feedback import draw_output_feedback


def matrices(case, feedback):
    """The feedback weights of every network, [unit, output]."""
    read_outs = case.weights.output.mT
    return read_outs if feedback == "symmetric" else draw_output_feedback(read_outs, case.seeds)


def expected(case, network, feedback, of_trial=naive.eligibility):
    weights, inputs, errors = case.of(network)
    matrix = matrices(case, feedback)[network]
    return naive.over_trials(of_trial, weights, inputs, errors, case.leak, feedback=matrix)


@pytest.mark.parametrize("feedback", ["random", "symmetric"])
@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("leak", [1.0, 0.3])
def test_the_direction_is_that_of_eligibility_traces(leak, last_only, feedback):
    case = Case(leak=leak, last_only=last_only)
    found = directions("rflo", case, feedback=feedback)
    for network in range(case.networks):
        assert_close([w[network] for w in found], expected(case, network, feedback))


@pytest.mark.parametrize("published", [naive.murray, naive.bellec])
@pytest.mark.parametrize("case", [Case(leak=1.0), Case(leak=0.3, active=True)], ids=["no memory", "all active"])
def test_published_traces_are_the_same_without_memory_and_where_all_units_are_active(case, published):
    found = directions("rflo", case).recurrent
    for network in range(case.networks):
        torch.testing.assert_close(found[network], expected(case, network, "random", published).recurrent)


def test_published_traces_are_others_where_units_with_memory_are_silent_at_times():
    case = Case(leak=0.3)
    own, *others = (
        expected(case, 0, "random", of_trial).recurrent for of_trial in (naive.eligibility, naive.murray, naive.bellec)
    )
    assert all((own - other).norm() > 0.01 * own.norm() for other in others)


def test_without_memory_symmetric_feedback_is_truncation_after_one_step():
    case = Case(leak=1.0)
    assert_close(directions("rflo", case, feedback="symmetric"), directions("truncated", case, horizon=1))


def test_with_memory_it_is_not():
    case = Case(leak=0.3)
    found, other = directions("rflo", case, feedback="symmetric"), directions("truncated", case, horizon=1)
    assert (found.recurrent - other.recurrent).norm() > 0.01 * found.recurrent.norm()


@pytest.mark.parametrize("feedback", ["random", "symmetric"])
def test_one_step_with_symmetric_feedback_is_the_gradient(feedback):
    case = Case(steps=1)
    pairs = zip(directions("rflo", case, feedback=feedback), directions("gradient", case), strict=True)
    same = [torch.allclose(found, gradient, rtol=1e-11) for found, gradient in pairs]
    assert same == [True, feedback == "symmetric", True]  # one step from silence: W_h has no effect


@pytest.mark.parametrize("leak", [1.0, 0.3])
def test_where_all_units_are_active_the_rank_of_the_change_is_at_most_the_number_of_outputs(leak):
    """Williams, Payeur & Lajoie, arXiv 2606.00243: the direction is B times a matrix."""
    case = Case(leak=leak, active=True, steps=8)
    ranks = {
        name: torch.linalg.matrix_rank(directions(name, case).recurrent, rtol=1e-9).tolist()
        for name in ("rflo", "gradient")
    }
    assert ranks["rflo"] == [OUTPUTS] * 3 and min(ranks["gradient"]) > OUTPUTS
    feedback, change = matrices(case, "random"), directions("rflo", case).recurrent
    inside = feedback @ torch.linalg.lstsq(feedback, change).solution
    torch.testing.assert_close(inside, change)
