"""A block of training steps: buffers for the minibatches, targets and outputs of many steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import torch


@dataclass(frozen=True)
class Pool:
    """One part of a pool.

    inputs: [trial, input, time] float. targets: class labels [trial, time] int64, or real values [trial, time, output]
    float. classes: number of classes, or of real outputs. decision_step: the time step that decides about the class.
    Where every network has data of its own, inputs and targets have a leading replicate axis.
    """

    inputs: torch.Tensor
    targets: torch.Tensor
    classes: int
    decision_step: int = -1

    @property
    def trials(self) -> int:
        """Number of trials for each network."""
        return self.inputs.shape[-3]

    @property
    def replicated(self) -> bool:
        """Whether every network has data of its own."""
        return self.inputs.ndim == 4

    def output_count(self, objective: ModuleType) -> int:
        """Number of outputs that a learner needs for these targets."""
        return self.classes if self.targets.is_floating_point() else objective.output_count(self.classes)


class DenseTargets:
    """Dense targets of a pool, as its objective takes them, by trial."""

    def __init__(self, pool: Pool, objective: ModuleType):
        outputs, targets = pool.output_count(objective), pool.targets.flatten(0, int(pool.replicated))
        if targets.is_floating_point():
            self._rows = objective.targets(targets.mT, outputs).mT.contiguous()
            self._of_class = None
        else:  # labels: one dense target a class
            of_class = objective.targets(torch.arange(pool.classes, device=targets.device), outputs)
            self._rows = targets
            self._of_class = of_class.mT.to(pool.inputs.dtype).contiguous()

    def gather(self, rows: torch.Tensor, last_only: bool) -> torch.Tensor:
        """Targets [..., trial, scored time, output] of the trials with the indices `rows` [..., trial]."""
        targets = select(self._rows, rows)
        if self._of_class is None:
            return targets[..., -1:, :] if last_only else targets
        return self.of_labels(targets, last_only)

    def of_labels(self, labels: torch.Tensor, last_only: bool) -> torch.Tensor:
        """Targets [..., trial, scored time, output] of class labels [..., trial, time]."""
        return self._of_class[labels[..., -1:] if last_only else labels]


class Block:
    """Buffers for the minibatches of at most `steps` steps of some networks; without a network axis for one network.

    inputs: [step, (network,) input, time, trial]. targets, outputs and initial outputs: [step, (network,) output,
    scored], where `scored` runs over the trials of the first scored time step, then those of the next. A minibatch of
    the whole pool is the same at every step and is held once.

    networks: indices of the networks in the replicate axis of a pool that has one. initial_outputs: [network, trial,
    scored time, output], None without centring; gathered together with the trials. own_targets: whether the targets of
    every step are held by themselves, although their minibatch is the whole pool, since they will be changed.
    """

    def __init__(
        self,
        pool: Pool,
        objective: ModuleType,
        networks: Sequence[int],
        steps: int,
        batch: int,
        last_only: bool,
        initial_outputs: torch.Tensor | None = None,
        own_targets: bool = False,
    ):
        self._objective, self._last_only = objective, last_only
        self._whole, self._loaded = batch == pool.trials and not own_targets, False
        count, device = len(networks), pool.inputs.device
        self._inputs, self._dense = pool.inputs.flatten(0, int(pool.replicated)), DenseTargets(pool, objective)
        own = torch.arange(count, device=device)[:, None] * pool.trials
        self._offsets = torch.tensor(networks, device=device)[:, None] * pool.trials if pool.replicated else None
        channels, time = pool.inputs.shape[-2:]
        lead = (1 if self._whole else steps,) if count == 1 else (1 if self._whole else steps, count)
        shape = pool.output_count(objective), 1 if last_only else time, batch
        self.inputs = pool.inputs.new_empty((*lead, channels, time, batch))
        by_time = pool.inputs.new_empty((*lead, *shape))
        self._targets_by_time, self.targets = by_time, by_time.flatten(-2)
        self.outputs = pool.inputs.new_empty((steps, *self.targets.shape[1:]))
        self.initial_outputs = self._initial = None
        if initial_outputs is not None:
            self._initial, self._own = initial_outputs.flatten(0, 1), own
            self._initial_by_time = torch.empty_like(by_time)
            self.initial_outputs = self._initial_by_time.flatten(-2)
        initial = [None] * len(self.targets) if self.initial_outputs is None else list(self.initial_outputs)
        times = steps if self._whole else 1
        self.minibatches = list(
            zip([*self.inputs] * times, [*self.targets] * times, self.outputs, initial * times, strict=True)
        )

    def load(self, indices: np.ndarray) -> None:
        """Gather the trials of the next steps; indices: [step, network, trial]."""
        if self._whole and self._loaded:
            return
        trials = torch.from_numpy(indices[:1] if self._whole else indices).to(self.inputs.device)
        steps, self._loaded = len(trials), True
        rows = (trials if self._offsets is None else trials + self._offsets).squeeze(1)
        self.inputs[:steps].copy_(select(self._inputs, rows).movedim(-3, -1))
        self._targets_by_time[:steps].copy_(self._dense.gather(rows, self._last_only).transpose(-1, -3))
        if self._initial is not None:
            initial = select(self._initial, (trials + self._own).squeeze(1))
            self._initial_by_time[:steps].copy_(initial.transpose(-1, -3))

    def targets_of_networks(self, steps: int) -> list[torch.Tensor]:
        """Views of the targets of the first `steps` steps, [step, output, scored time, trial], one a network."""
        targets = self._targets_by_time[:steps]
        return [targets] if targets.ndim == 4 else list(targets.unbind(1))

    def loss(self, steps: int) -> np.ndarray:
        """Loss of each network in the first `steps` steps, [network, step]."""
        targets = self.targets if self._whole else self.targets[:steps]
        return self._objective.loss(self.outputs[:steps], targets).reshape(steps, -1).T.cpu().numpy()


def select(trials: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
    """trials[indices] for indices of any shape; faster than indexing, since whole rows are copied."""
    return trials.index_select(0, indices.flatten()).view(*indices.shape, *trials.shape[1:])
