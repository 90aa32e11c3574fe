"""What holds for every learning rule that is written out for the recurrent network."""

import pytest
import torch
from helpers.rule_cases import SEEDS, Case, assert_close, directions, make, step

RULES = {
    "rflo": ("rflo", {}),
    "rflo, symmetric": ("rflo", {"feedback": "symmetric"}),
    "truncated 1": ("truncated", {}),
    "truncated 3": ("truncated", {"horizon": 3}),
    "feedback alignment": ("feedback_alignment", {}),
    "feedback alignment, no weight twice": ("feedback_alignment", {"recurrent_feedback": "random"}),
}
every_rule = pytest.mark.parametrize("name, values", RULES.values(), ids=list(RULES))
every_network = pytest.mark.parametrize("leak, last_only", [(1.0, False), (1.0, True), (0.3, False), (0.3, True)])


@every_rule
@every_network
def test_a_network_of_an_ensemble_learns_as_it_does_alone(name, values, leak, last_only):
    together, alone = (directions(name, Case(count, leak, last_only), **values) for count in (3, 1))
    assert_close([w[:1] for w in together], alone)


@every_rule
@every_network
def test_output_weights_learn_by_their_gradient(name, values, leak, last_only):
    case = Case(2, leak, last_only)
    found, gradient = directions(name, case, **values), directions("gradient", case)
    torch.testing.assert_close(found.output, gradient.output)
    assert not torch.allclose(found.recurrent, gradient.recurrent)


@every_rule
@every_network
def test_steps_accumulate_like_momentum_and_leave_no_trace(name, values, leak, last_only):
    case, ensemble = Case(2, leak, last_only), Case(2, leak, last_only).ensemble()
    rule = make(name, ensemble, case.seeds, **values)
    first = step(rule, ensemble, case)
    case.inputs, case.errors = -case.inputs.flip(0), case.errors.flip(0)
    second = step(rule, ensemble, case, keep=0.9, scale=0.5)
    fresh = directions(name, case, **values)
    assert_close(second, [0.9 * one + 0.5 * other for one, other in zip(first, fresh, strict=True)])


@every_rule
def test_feedback_stays_while_weights_change(name, values):
    case = Case()
    ensemble = case.ensemble()
    rule = make(name, ensemble, case.seeds, **values)
    for _ in range(3):
        step(rule, ensemble, case)
        ensemble.parameters.sub_(ensemble.gradient, alpha=0.01)
    case.weights = ensemble.weights()
    assert_close(step(rule, ensemble, case), directions(name, case, **values))


@every_rule
@pytest.mark.parametrize("remaining", [[0, 2], [1]])
def test_networks_that_go_on_keep_their_feedback(name, values, remaining):
    case = Case()
    large = case.ensemble()
    rule = make(name, large, case.seeds, **values)
    expected = step(rule, large, case)
    case.networks, case.seeds = len(remaining), [SEEDS[network] for network in remaining]
    case.weights = case.weights._make(w[remaining] for w in case.weights)
    case.inputs, case.errors = case.inputs[remaining], case.errors[remaining]
    small = case.ensemble()
    own = make(name, small, case.seeds, **values)
    own.continue_from(rule, remaining)
    assert_close(step(own, small, case), [w[remaining] for w in expected])


@every_rule
@every_network
def test_one_and_two_threads_agree_to_the_bit(name, values, leak, last_only):
    threads, found = torch.get_num_threads(), []
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            found.append(directions(name, Case(3, leak, last_only, dtype=torch.float32), **values))
    finally:
        torch.set_num_threads(threads)
    assert all(torch.equal(*pair) for pair in zip(*found, strict=True))


@every_rule
@every_network
def test_a_step_writes_to_the_memory_that_it_had(name, values, leak, last_only):
    """A GPU replays a step with the addresses of its recording."""
    case = Case(2, leak, last_only)
    ensemble = case.ensemble()
    rule = make(name, ensemble, case.seeds, **values)

    def addresses():
        kept = [*vars(ensemble).values(), *vars(getattr(rule, "_pass", rule)).values(), *vars(rule).values()]
        return [one.data_ptr() for one in kept if isinstance(one, torch.Tensor)]

    before = addresses()
    step(rule, ensemble, case)
    assert addresses() == before
