"""Ensembles of recurrent networks on which learning rules are tested, and what a rule adds to their gradients."""

from dataclasses import dataclass

import torch
from richlazy.contracts.parts import Part
from richlazy.learners.recurrent.ensemble import Ensemble
from richlazy.learners.recurrent.weights import Weights
from richlazy.training import rules

UNITS, INPUTS, OUTPUTS, TRIALS = 9, 3, 2, 4
SEEDS = (3, 5, 8)


@dataclass
class Case:
    """Networks of the first `networks` of SEEDS, inputs [network, input, time, trial], errors [network, output, scored
    step, trial]. active: whether all weights and inputs are positive, so that all units are active."""

    networks: int = 3
    leak: float = 1.0
    last_only: bool = False
    steps: int = 5
    active: bool = False
    dtype: torch.dtype = torch.float64

    def __post_init__(self):
        generator = torch.Generator().manual_seed(0)

        def random(*shape):
            values = torch.randn((len(SEEDS), *shape), generator=generator, dtype=torch.float64)
            return (values.abs() if self.active else values)[: self.networks].to(self.dtype)

        shapes = (UNITS, UNITS, 1.3), (UNITS, INPUTS, 1), (OUTPUTS, UNITS, 1)
        self.weights = Weights(*(size * random(a, b) / b**0.5 for a, b, size in shapes))
        self.inputs = random(INPUTS, self.steps, TRIALS)
        self.errors = random(OUTPUTS, 1 if self.last_only else self.steps, TRIALS)
        self.seeds = list(SEEDS[: self.networks])

    def of(self, network):
        """Weights, inputs and errors of one network."""
        return Weights(*(w[network] for w in self.weights)), self.inputs[network], self.errors[network]

    def ensemble(self):
        return Ensemble(self.weights, self.leak, self.steps, TRIALS, self.last_only)


def make(rule, ensemble, seeds, **values):
    """The rule for an ensemble; values: those of its parameters that are not the defaults."""
    entries = Part("rule", rule).parameters
    defaults = {name: entry["default"] for name, entry in entries.items()}
    return rules.registry.find(rule).Rule(ensemble, seeds, **defaults | values)


def step(rule, ensemble, case, keep=0.0, scale=1.0):
    """A step of a rule on the minibatch of the case; returns the gradient buffer as Weights [network, ...]."""
    lead = () if case.networks == 1 else (case.networks,)
    with torch.inference_mode():
        outputs = torch.empty_like(ensemble.output_error)
        ensemble.forward(case.inputs.reshape(*lead, *case.inputs.shape[1:]), outputs)
        ensemble.output_error.copy_(case.errors.flatten(2).reshape(ensemble.output_error.shape))
        rule.step(keep, scale)
        return blocks(ensemble.gradient, case)


def blocks(matrix, case):
    """Copies of the blocks of a matrix with the layout of P."""
    matrix = matrix.reshape(case.networks, *matrix.shape[-2:])
    rows, columns = slice(UNITS, UNITS + OUTPUTS), slice(UNITS, UNITS + INPUTS)
    found = matrix[:, :UNITS, :UNITS], matrix[:, :UNITS, columns], matrix[:, rows, :UNITS]
    return Weights(*(block.clone() for block in found))


def directions(name, case, **values):
    """What one step of a rule adds for every network, as Weights [network, ...]."""
    ensemble = case.ensemble()
    return step(make(name, ensemble, case.seeds, **values), ensemble, case)


def assert_close(found, expected, tolerance=1e-11):
    for field, one, other in zip(Weights._fields, found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=tolerance, atol=tolerance, msg=lambda text, f=field: f"{f}: {text}")
