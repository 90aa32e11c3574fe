"""Angle between the direction in which the learning rule changes the matrices under study and that of the gradient.

The direction is that of one step of the rule on all probe trials, before momentum and constraints. The feedback weights
of a rule are those of the training: they follow from the seed of the network. At 0 degrees the rule is gradient
descent, below 90 a small step of the matrices under study reduces the loss, at 90 it does not change it. Two random
directions in N × N dimensions are close to 90 degrees apart. The angle says nothing about lengths, and nothing about
the input and output weights, which learn as well.

NaN where the rule or the gradient changes nothing, as in a network whose units are all silent.

The code of the rule and of the ensemble counts in the address of the training, and through it in that of the measure.
"""

from math import degrees

import torch

from richlazy import objectives
from richlazy.measures.snapshot import Snapshot
from richlazy.training import rules

LONG_NAME = "angle between the learning rule and the gradient"
UNITS = "degrees"
RANGE = (0, 180)
ASKS = ["studied_matrices"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """The angle in degrees, over all entries of the matrices under study."""
    with torch.no_grad():
        ensemble = _ensemble_after_forward(initial, current)
        along = [_direction(ensemble, current, rule) for rule in (_rule_of(current), "gradient")]
    return degrees(angle(*along))


def angle(one: torch.Tensor, other: torch.Tensor) -> float:
    """Angle between two vectors in [0, π], NaN for a vector of zeros; exact for small angles, unlike arccos."""
    one, other = one / one.norm(), other / other.norm()
    return float(2 * torch.atan2((one - other).norm(), (one + other).norm()))


def _rule_of(snapshot: Snapshot) -> str:
    return snapshot.probes.objective_values.get("rule", "gradient")


def _ensemble_after_forward(initial: Snapshot, current: Snapshot):
    """The network as an ensemble of one in float64, after the forward pass of the probe trials, with the gradient of
    the objective at its outputs."""
    probes = current.probes
    steps, trials = probes.probe_inputs.shape[1:]
    weights = current.weights._make(w.double()[None] for w in current.weights)
    ensemble = probes.part("ensemble").Ensemble(weights, probes.architecture, steps, trials, probes.last_only)
    outputs = torch.empty_like(ensemble.output_error)
    ensemble.forward(probes.probe_inputs.double(), outputs)
    before = _scored(initial.outputs_on("probe"), probes.last_only).double().flatten(-2) if probes.centre else None
    outputs = objectives.scaled(outputs, before, probes.alpha, probes.centre).contiguous()
    objective, labels = probes.objective_module, _scored(probes.probe_labels, probes.last_only).flatten(-2)
    targets = objective.targets(labels, len(outputs)).to(outputs.dtype)
    objective.output_error(outputs, targets.contiguous(), ensemble.output_error)
    return ensemble


def _scored(values: torch.Tensor, last_only: bool) -> torch.Tensor:
    """The scored steps of values [..., time, trial]."""
    return values[..., -1:, :] if last_only else values


def _direction(ensemble, snapshot: Snapshot, name: str) -> torch.Tensor:
    """The direction of a rule in the matrices under study, [weight]."""
    probes = snapshot.probes
    values = {key: probes.objective_values[key] for key in rules.registry.constant(name, "PARAMETERS", {})}
    rules.registry.find(name).Rule(ensemble, [snapshot.seed], **values).step(0.0, 1.0)
    # Weights are read from the parameters: the gradient stands there while it is read.
    parameters = ensemble.parameters.clone()
    ensemble.parameters.copy_(ensemble.gradient)
    found = ensemble.weights()
    ensemble.parameters.copy_(parameters)
    single = found._make(w[0] for w in found)
    matrices = probes.part("weights").studied(single, probes.architecture)
    return torch.cat([matrix.flatten() for matrix in matrices])
