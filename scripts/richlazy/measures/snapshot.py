"""A network at one moment of training, with everything that measures ask of it, each computed once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType, SimpleNamespace
from typing import NamedTuple

import torch

from richlazy import learners, objectives
from richlazy.learners.kernels import KernelFactors, read_out_kernel, tangent_kernels
from richlazy.measures.components import LEADING

# Singular values below this share of the largest are what rounding to float32 leaves of zero.
ROUNDING = 1e-6


class Part(NamedTuple):
    """A part of the data: inputs [input, time, trial], and labels [time, trial] int64 or real targets [output, time,
    trial]."""

    inputs: torch.Tensor
    labels: torch.Tensor


@dataclass(frozen=True)
class Probes:
    """Trials on which networks are measured; the same for all networks and checkpoints of a task.

    Inputs are [input, time, trial], labels as in `Part`; `probe` serves representations, its first
    `kernel_trials` trials the kernel, `test` loss and accuracy. `learner` is its name in the config,
    `architecture` what that gives for the parameters. `trained_weights` are those of the config, all or the studied
    ones. `kernel_memory` bounds temporaries, in bytes. `objective`, `alpha` and `centre`: what is made of the outputs
    in training; `objective_values`: parameters, among them those that the objective declares. `further`: other parts of
    the data that measures are taken on.
    """

    probe_inputs: torch.Tensor
    probe_labels: torch.Tensor
    test_inputs: torch.Tensor
    test_labels: torch.Tensor
    kernel_trials: int
    decision_step: int
    learner: str
    architecture: object
    last_only: bool
    trained_weights: str
    kernel_memory: float
    objective: str = "cross_entropy"
    alpha: float = 1
    centre: bool = False
    further: Mapping[str, Part] = field(default_factory=dict)
    objective_values: Mapping = field(default_factory=dict)

    def trials(self, part: str) -> Part:
        """A part of the data."""
        own = {
            "probe": Part(self.probe_inputs, self.probe_labels),
            "test": Part(self.test_inputs, self.test_labels),
        }
        return own[part] if part in own else self.further[part]

    @property
    def objective_module(self) -> ModuleType | SimpleNamespace:
        """The objective, with its parameters filled in."""
        return objectives.find(self.objective, self.objective_values)

    def part(self, name: str) -> ModuleType:
        """A module of the learner."""
        return learners.parts(self.learner).find(name)


class Snapshot:
    """Weights of one network together with its activity on the probes."""

    def __init__(self, weights: NamedTuple, probes: Probes):
        self.weights, self.probes = weights, probes
        self._outputs: dict[str, torch.Tensor] = {}

    @cached_property
    def studied_matrices(self) -> list[torch.Tensor]:
        """The matrices whose start the experiment sets."""
        return self.probes.part("weights").studied(self.weights, self.probes.architecture)

    @cached_property
    def studied_weights(self) -> torch.Tensor:
        """All their entries, [weight], float64."""
        return torch.cat([matrix.double().flatten() for matrix in self.studied_matrices])

    @cached_property
    def first_matrix(self) -> torch.Tensor:
        """The first matrix under study, [post, pre], float64."""
        return self.studied_matrices[0].double()

    @cached_property
    def leading_singular_vectors(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Left [post, k] and right [pre, k] singular vectors of `first_matrix`; k: LEADING, or its rank if lower."""
        left, values, right = torch.linalg.svd(self.first_matrix)
        kept = min(LEADING, int((values > ROUNDING * values[0]).sum()))
        return left[:, :kept], right[:kept].T

    @cached_property
    def probe_activity(self) -> torch.Tensor:
        """Hidden activity on the probe trials, [unit, time, trial]."""
        return self._hidden_activity(self.probes.probe_inputs)

    @cached_property
    def features(self) -> dict[str, torch.Tensor]:
        """Activity of each layer on the probe trials by its name, [unit, time, trial]; the last is `probe_activity`."""
        probes = self.probes
        return probes.part("activity").features(self.weights, probes.probe_inputs, probes.architecture)

    @property
    def read_out(self) -> torch.Tensor:
        """The matrix [output, unit] that reads the outputs from the hidden activity."""
        return self.probes.part("activity").read_out(self.weights, self.probes.architecture)

    @property
    def decision_activity(self) -> torch.Tensor:
        """Hidden activity at the decision step of the probe trials, [trial, unit]."""
        return self.probe_activity[:, self.probes.decision_step].T

    @cached_property
    def representation(self) -> torch.Tensor:
        """Gram matrix of the activity at the decision step, [trial, trial]."""
        return self.decision_activity @ self.decision_activity.T

    @property
    def kernel(self) -> torch.Tensor:
        """Tangent kernel of the outputs with respect to the matrices under study; rows: (step, output, trial).

        Outputs are those of the learner, before they are scaled or centred.
        """
        return self._kernels[0]

    @property
    def full_kernel(self) -> torch.Tensor:
        """Tangent kernel of the outputs with respect to all trained weights, ordered as `kernel`."""
        return self._kernels[1]

    @cached_property
    def _kernels(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Both kernels: from the factors that a learner gives, which they share, or as it makes them itself."""
        probes, part = self.probes, self.probes.part("kernel")
        if hasattr(part, "kernel_factors"):
            return self._kernels_from_factors(part.kernel_factors)
        inputs, all_trained = probes.probe_inputs[..., : probes.kernel_trials], probes.trained_weights != "studied"
        return part.kernels(
            self.weights, inputs, probes.architecture, probes.last_only, all_trained, probes.kernel_memory
        )

    def _kernels_from_factors(self, kernel_factors: Callable[..., list[KernelFactors]]):
        probes, count = self.probes, len(self.studied_matrices)

        def factors_of(trials: slice) -> list[KernelFactors]:
            inputs = probes.probe_inputs[..., : probes.kernel_trials][..., trials]
            return kernel_factors(self.weights, inputs, probes.architecture, probes.last_only)

        kernels = tangent_kernels(factors_of, probes.kernel_trials, probes.kernel_memory)
        studied = sum(kernels[1:count], start=kernels[0])
        if probes.trained_weights == "studied":
            return studied, studied
        return studied, sum(kernels[count:], start=self._read_out_kernel() + studied)

    def _read_out_kernel(self) -> torch.Tensor:
        activity = self.probe_activity[..., : self.probes.kernel_trials].permute(1, 2, 0)
        scored = activity[-1:] if self.probes.last_only else activity
        return read_out_kernel(scored, len(self.weights.output))

    @cached_property
    def kernel_targets(self) -> torch.Tensor:
        """Targets of the objective (one-hot for most with labels) in the order of the kernel's rows."""
        given = self.probes.probe_labels[..., : self.probes.kernel_trials]
        if self.probes.last_only:
            given = given[..., -1:, :]
        by_step = given if given.ndim == 2 else given.transpose(0, 1)
        return self.probes.objective_module.targets(by_step, len(self.outputs_on("test"))).flatten()

    def outputs_on(self, part: str) -> torch.Tensor:
        """Outputs of the learner on the trials of a part of the data, [output, time, trial]."""
        if part not in self._outputs:
            probes = self.probes
            inputs, outputs = probes.trials(part).inputs, probes.part("activity").outputs
            self._outputs[part] = outputs(self.weights, inputs, probes.architecture)
        return self._outputs[part]

    def state_growth(self, inputs: torch.Tensor, tangent: torch.Tensor) -> torch.Tensor:
        """Logarithmic growth of a tangent vector at every step of a state that goes on, in float64, [time, sequence].

        inputs: [input, time, sequence]; tangent: [unit, sequence].
        """
        weights = self.weights._make(w.double() for w in self.weights)
        return self.probes.part("tangent").tangent_growth(weights, inputs, self.probes.architecture, tangent)

    def _hidden_activity(self, inputs: torch.Tensor) -> torch.Tensor:
        probes = self.probes
        return probes.part("activity").hidden_activity(self.weights, inputs, probes.architecture)
