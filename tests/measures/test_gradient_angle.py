"""The angle to the gradient, against autograd and the definitions of the rules."""

from math import acos, cos, degrees, isnan, pi, sin

import pytest
import torch
from helpers import naive_rules as naive
from helpers.rule_cases import OUTPUTS, SEEDS, Case
from richlazy import objectives
from richlazy.learners.feedforward import weights as feedforward
from richlazy.learners.feedforward.architecture import architecture
from richlazy.learners.recurrent.activity import outputs as outputs_of
from richlazy.learners.recurrent.weights import Weights
from richlazy.measures import gradient_angle
from richlazy.measures.snapshot import Probes, Snapshot
from richlazy.training.rules._feedback import draw_output_feedback

RULES = {
    "gradient": {},
    "rflo": {"feedback": "random"},
    "truncated": {"horizon": 2},
    "feedback_alignment": {"feedback": "symmetric", "recurrent_feedback": "symmetric"},
}


def snapshots(case, rule, objective="cross_entropy", alpha=1.0, centre=False):
    """A network before learning, and after weights changed; seeds are those of the first network of the case."""
    labels = torch.randint(OUTPUTS, (case.steps, case.inputs.shape[-1]), generator=torch.Generator().manual_seed(1))
    trials, values = (case.inputs[0], labels), {"rule": rule, **RULES[rule]}
    probes = Probes(
        *trials, *trials, 2, case.steps - 1, "recurrent", case.leak, case.last_only, "all", 1e9, objective, alpha,
        centre, objective_values=values
    )  # fmt: skip
    initial = Weights(*(w[1] for w in case.weights))
    return Snapshot(initial, probes, SEEDS[0]), Snapshot(case.of(0)[0], probes, SEEDS[0])


def output_errors(initial, current, weights):
    """Gradient of the objective at the outputs, [output, scored step, trial], by autograd."""
    probes = current.probes
    found = outputs_of(weights, probes.probe_inputs, probes.architecture).detach().requires_grad_()
    before = outputs_of(initial.weights, probes.probe_inputs, probes.architecture)
    scaled = objectives.scaled(found, before, probes.alpha, probes.centre)
    labels = probes.probe_labels
    if probes.last_only:
        scaled, labels = scaled[:, -1:], labels[-1:]
    module = probes.objective_module
    dense = module.targets(labels.flatten(), OUTPUTS).double()
    module.losses(scaled.flatten(1), dense).sum().backward()
    return found.grad[:, -scaled.shape[1] :]


@pytest.mark.parametrize("settings", [{}, {"alpha": 3.0, "centre": True}, {"objective": "squared_error"}])
@pytest.mark.parametrize("case", [Case(), Case(leak=0.3, last_only=True)], ids=["all steps", "last step, leak"])
@pytest.mark.parametrize("rule", ["rflo", "truncated"])
def test_it_is_the_angle_between_the_definitions(rule, case, settings):
    initial, current = snapshots(case, rule, **settings)
    weights, inputs, _ = case.of(0)
    errors = output_errors(initial, current, weights)
    if rule == "rflo":
        feedback = draw_output_feedback(weights.output.mT[None], SEEDS[:1])[0]
        own = naive.over_trials(naive.eligibility, weights, inputs, errors, case.leak, feedback=feedback)
    else:
        own = naive.over_trials(naive.truncation, weights, inputs, errors, case.leak, horizon=2)
    gradient = naive.over_trials(naive.truncation, weights, inputs, errors, case.leak, horizon=case.steps)
    cosine = torch.cosine_similarity(own.recurrent.flatten(), gradient.recurrent.flatten(), dim=0)
    assert gradient_angle.measure(initial, current) == pytest.approx(degrees(acos(float(cosine))), rel=1e-6)
    assert gradient_angle.measure(initial, current) > 1


@pytest.mark.parametrize("rule", ["gradient", "feedback_alignment"])
def test_rules_that_are_the_gradient_have_no_angle_to_it(rule):
    assert gradient_angle.measure(*snapshots(Case(), rule)) == pytest.approx(0, abs=1e-9)


def test_it_takes_the_feedback_of_the_seed():
    initial, current = snapshots(Case(), "rflo")
    other = Snapshot(current.weights, current.probes, SEEDS[1])
    assert gradient_angle.measure(initial, current) != pytest.approx(gradient_angle.measure(initial, other), rel=1e-3)


def test_a_silent_network_has_none():
    initial, current = snapshots(Case(), "rflo")
    silent = current.weights._replace(input=0 * current.weights.input)
    assert isnan(gradient_angle.measure(initial, Snapshot(silent, current.probes, SEEDS[0])))


def test_a_learner_without_recurrence_is_measured_too():
    generator = torch.Generator().manual_seed(0)
    shapes = {"hidden": (2, 5, 5), "embedding": (5, 3), "output": (2, 5)}
    weights = feedforward.Weights(**{name: torch.randn(shape, generator=generator) for name, shape in shapes.items()})
    design = architecture({"activation": "relu", "truncated_layers": "all"})
    trials = torch.randn((3, 1, 6), generator=generator), torch.randint(2, (1, 6), generator=generator)
    probes = Probes(
        *trials, *trials, 2, 0, "feedforward", design, False, "all", 1e9, objective_values={"rule": "gradient"}
    )
    assert gradient_angle.measure(Snapshot(weights, probes), Snapshot(weights, probes)) == 0


@pytest.mark.parametrize("expected", [0, 1e-9, 0.3, pi / 2, 3, pi])
def test_the_angle_of_two_vectors_of_any_length(expected):
    one = torch.tensor([2.0, 0, 0], dtype=torch.float64)
    other = 0.1 * torch.tensor([cos(expected), sin(expected), 0], dtype=torch.float64)
    assert gradient_angle.angle(one, other) == pytest.approx(expected, rel=1e-9, abs=1e-15)
