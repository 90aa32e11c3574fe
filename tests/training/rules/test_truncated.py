"""Truncated back-propagation against autograd on pieces of a trial, and against the gradient."""

import pytest
import torch
from helpers import naive_rules as naive
from helpers.rule_cases import Case, assert_close, directions


@pytest.mark.parametrize("horizon", [1, 2, 3, 4])
@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("leak", [1.0, 0.3])
def test_an_error_goes_back_to_the_last_uses_of_the_weights(leak, last_only, horizon):
    case = Case(leak=leak, last_only=last_only)
    found = directions("truncated", case, horizon=horizon)
    for network in range(case.networks):
        expected = naive.over_trials(naive.truncation, *case.of(network), leak, horizon=horizon)
        assert_close([w[network] for w in found], expected)


@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("leak", [1.0, 0.3])
def test_the_definition_over_a_whole_trial_is_the_gradient(leak, last_only):
    case = Case(leak=leak, last_only=last_only)
    gradient = directions("gradient", case)
    for network in range(case.networks):
        found = naive.over_trials(naive.truncation, *case.of(network), leak, horizon=case.steps)
        assert_close(found, [w[network] for w in gradient])


@pytest.mark.parametrize("horizon", [5, 6, 1000])
@pytest.mark.parametrize("last_only", [False, True])
def test_a_horizon_of_a_whole_trial_has_the_bits_of_the_gradient(last_only, horizon):
    case = Case(leak=0.3, last_only=last_only)
    pairs = zip(directions("truncated", case, horizon=horizon), directions("gradient", case), strict=True)
    assert all(torch.equal(*pair) for pair in pairs)


def test_a_longer_horizon_comes_closer_to_the_gradient():
    case = Case(steps=8, active=True)
    gradient = directions("gradient", case).recurrent
    apart = [(directions("truncated", case, horizon=k).recurrent - gradient).norm() for k in range(1, 9)]
    assert all(later < earlier for earlier, later in zip(apart, apart[1:], strict=False)) and apart[-1] == 0
