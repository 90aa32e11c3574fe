"""A network at one moment of training, with everything that measures ask of it, each computed once."""

from dataclasses import dataclass
from functools import cached_property

import torch

from richlazy.kernels import tangent_kernel
from richlazy.networks import recurrent
from richlazy.networks.recurrent_kernel import kernel_factors


@dataclass(frozen=True)
class Probes:
    """Trials on which networks are measured; the same for all networks and checkpoints of a task.

    Inputs are [input, time, trial], labels [time, trial] int64; `probe` serves representations, its first
    `kernel_trials` trials the kernel, `test` loss and accuracy. `kernel_memory` bounds temporaries, in bytes.
    """

    probe_inputs: torch.Tensor
    probe_labels: torch.Tensor
    test_inputs: torch.Tensor
    test_labels: torch.Tensor
    kernel_trials: int
    decision_step: int
    leak: float
    last_only: bool
    kernel_memory: float


class Snapshot:
    """Weights of one network together with its activity on the probes."""

    def __init__(self, weights: recurrent.Weights, probes: Probes):
        self.weights, self.probes = weights, probes

    @cached_property
    def decision_activity(self) -> torch.Tensor:
        """Hidden activity at the decision step of the probe trials, [trial, unit]."""
        hidden = recurrent.hidden_activity(self.weights, self.probes.probe_inputs, self.probes.leak)
        return hidden[:, self.probes.decision_step + 1].T

    @cached_property
    def representation(self) -> torch.Tensor:
        """Gram matrix of the activity at the decision step, [trial, trial]."""
        return self.decision_activity @ self.decision_activity.T

    @cached_property
    def kernel(self) -> torch.Tensor:
        """Tangent kernel of the outputs with respect to W_h; rows are ordered (step, output, trial)."""
        probes = self.probes

        def factors_of(trials: slice):
            inputs = probes.probe_inputs[..., : probes.kernel_trials][..., trials]
            return kernel_factors(self.weights, inputs, probes.leak, probes.last_only)

        return tangent_kernel(factors_of, probes.kernel_trials, probes.kernel_memory)

    @cached_property
    def kernel_targets(self) -> torch.Tensor:
        """One-hot targets in the order of the kernel's rows."""
        labels = self.probes.probe_labels[:, : self.probes.kernel_trials]
        if self.probes.last_only:
            labels = labels[-1:]
        classes = self.weights.output.shape[0]
        return torch.nn.functional.one_hot(labels, classes).transpose(1, 2).flatten()

    @cached_property
    def test_outputs(self) -> torch.Tensor:
        """Outputs on the test trials, [output, time, trial]."""
        hidden = recurrent.hidden_activity(self.weights, self.probes.test_inputs, self.probes.leak)
        return recurrent.outputs(self.weights, hidden)
