"""A network at one checkpoint, with all quantities that measures use; each is computed once, when it is needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType, SimpleNamespace
from typing import NamedTuple, TypeVar

import torch

from richlazy import learners, objectives
from richlazy.learners.kernels import KernelFactors, read_out_kernel, tangent_kernels
from richlazy.measures.components import LEADING

# Singular values below this share of the largest count as zero: they are rounding errors of float32.
ROUNDING = 1e-6
Result = TypeVar("Result")


class Part(NamedTuple):
    """A part of the data.

    inputs: [input, time, trial]. labels: classes [time, trial] int64, or real targets [output, time, trial].
    """

    inputs: torch.Tensor
    labels: torch.Tensor


@dataclass(frozen=True)
class Probes:
    """The trials on which networks are measured, and the settings of the measurement; the same for all networks and
    checkpoints of a condition.

    probe_inputs, probe_labels: trials for representations; the first `kernel_trials` of them for tangent kernels.
    test_inputs, test_labels: trials for loss and accuracy. Inputs are [input, time, trial], labels as in `Part`.
    learner: its name in the config. architecture: result of the learner's `architecture` function.
    last_only: whether only the last time step is scored. trained_weights: "all", or "studied" for the matrices under
    study alone. kernel_memory: bound on temporary arrays of the kernels, in bytes.
    probe_evidence: whether a probe trial carries evidence for its class, bool [trial]; None if all do.
    objective, alpha, centre: as in training. objective_values: parameters, which include those of the objective.
    further: other parts of the data, by name.
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
    probe_evidence: torch.Tensor | None = None

    def trials(self, part: str) -> Part:
        """A part of the data by its name."""
        own = {
            "probe": Part(self.probe_inputs, self.probe_labels),
            "test": Part(self.test_inputs, self.test_labels),
        }
        return own[part] if part in own else self.further[part]

    @property
    def objective_module(self) -> ModuleType | SimpleNamespace:
        """The objective with its parameters filled in."""
        return objectives.find(self.objective, self.objective_values)

    def part(self, name: str) -> ModuleType:
        """A module of the learner by its name, such as "activity"."""
        return learners.parts(self.learner).find(name)


class Snapshot:
    """The weights of one network at one checkpoint, and the quantities that follow from them on the probes.

    seed: the network's, for measures of what was drawn from it; None where it is not known.
    """

    def __init__(self, weights: NamedTuple, probes: Probes, seed: int | None = None):
        self.weights, self.probes, self.seed = weights, probes, seed
        self._outputs: dict[str, torch.Tensor] = {}
        self._results: dict[Callable, object] = {}

    def once(self, compute: Callable[["Snapshot"], Result]) -> Result:
        """The result of a function of this snapshot, computed at the first call; for what several measures share."""
        if compute not in self._results:
            self._results[compute] = compute(self)
        return self._results[compute]

    @cached_property
    def studied_matrices(self) -> list[torch.Tensor]:
        """The matrices under study: those whose initial values the experiment sets."""
        return self.probes.part("weights").studied(self.weights, self.probes.architecture)

    @cached_property
    def studied_weights(self) -> torch.Tensor:
        """All entries of the matrices under study, [weight], float64."""
        return torch.cat([matrix.double().flatten() for matrix in self.studied_matrices])

    @cached_property
    def first_matrix(self) -> torch.Tensor:
        """The first matrix under study, [post, pre], float64."""
        return self.studied_matrices[0].double()

    @cached_property
    def leading_singular_vectors(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Left [post, k] and right [pre, k] singular vectors of `first_matrix`; k = min(LEADING, rank)."""
        left, values, right = torch.linalg.svd(self.first_matrix)
        count = min(LEADING, int((values > ROUNDING * values[0]).sum()))
        return left[:, :count], right[:count].T

    @cached_property
    def probe_activity(self) -> torch.Tensor:
        """Hidden activity on the probe trials, [unit, time, trial]."""
        return self._hidden_activity(self.probes.probe_inputs)

    @cached_property
    def features(self) -> dict[str, torch.Tensor]:
        """Activity on the probe trials by layer, [unit, time, trial]; that of the last layer is `probe_activity`."""
        probes = self.probes
        return probes.part("activity").features(self.weights, probes.probe_inputs, probes.architecture)

    @property
    def read_out(self) -> torch.Tensor:
        """The read-out weights, [output, unit]."""
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

        The outputs are those of the learner, without scale or centring.
        """
        return self._kernels[0]

    @property
    def full_kernel(self) -> torch.Tensor:
        """Tangent kernel of the outputs with respect to all trained weights; rows as in `kernel`."""
        return self._kernels[1]

    @cached_property
    def _kernels(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Both kernels, from the learner's kernel factors, or from its function `kernels`."""
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
        """Dense targets of the objective, in the order of the kernel's rows."""
        labels = self.probes.probe_labels[..., : self.probes.kernel_trials]
        if self.probes.last_only:
            labels = labels[..., -1:, :]
        by_step = labels if labels.ndim == 2 else labels.transpose(0, 1)
        return self.probes.objective_module.targets(by_step, len(self.outputs_on("test"))).flatten()

    def outputs_on(self, part: str) -> torch.Tensor:
        """Outputs of the learner on the trials of a part of the data, [output, time, trial]."""
        if part not in self._outputs:
            probes = self.probes
            inputs, outputs = probes.trials(part).inputs, probes.part("activity").outputs
            self._outputs[part] = outputs(self.weights, inputs, probes.architecture)
        return self._outputs[part]

    def state_growth(self, inputs: torch.Tensor, tangent: torch.Tensor) -> torch.Tensor:
        """Logarithmic growth of a tangent vector of the recurrent state at every step, in float64, [time, sequence].

        inputs: [input, time, sequence]. tangent: initial tangent vectors, [unit, sequence].
        """
        weights = self.weights._make(w.double() for w in self.weights)
        return self.probes.part("tangent").tangent_growth(weights, inputs, self.probes.architecture, tangent)

    def _hidden_activity(self, inputs: torch.Tensor) -> torch.Tensor:
        probes = self.probes
        return probes.part("activity").hidden_activity(self.weights, inputs, probes.architecture)
