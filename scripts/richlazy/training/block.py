"""A block of training steps: their minibatches, and what networks make of them, in buffers that stay where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import torch


@dataclass(frozen=True)
class Pool:
    """One part of a pool: inputs [trial, input, time] float; targets: class labels [trial, time] int64, or real values
    [trial, time, output] float; classes: their number, or that of the outputs.

    Where every network has data of its own, inputs and targets have a leading replicate axis.
    """

    inputs: torch.Tensor
    targets: torch.Tensor
    classes: int

    @property
    def trials(self) -> int:
        """Number of trials that a network sees."""
        return self.inputs.shape[-3]

    @property
    def replicated(self) -> bool:
        """Whether every network has data of its own."""
        return self.inputs.ndim == 4

    def output_count(self, objective: ModuleType) -> int:
        """Outputs that a learner needs."""
        return self.classes if self.targets.is_floating_point() else objective.output_count(self.classes)


class DenseTargets:
    """Targets of a pool as its objective takes them, gathered by trial."""

    def __init__(self, pool: Pool, objective: ModuleType):
        outputs, given = pool.output_count(objective), pool.targets.flatten(0, int(pool.replicated))
        if given.is_floating_point():
            self._rows = objective.targets(given.mT, outputs).mT.contiguous()
            self._of_class = None
        else:  # one row a class
            dense = objective.targets(torch.arange(pool.classes, device=given.device), outputs)
            self._rows, self._of_class = (
                given,
                dense.mT.to(pool.inputs.dtype).contiguous(),
            )

    def gather(self, rows: torch.Tensor, last_only: bool) -> torch.Tensor:
        """Targets [..., trial, scored time, output] of the trials `rows` [..., trial]."""
        found = select(self._rows, rows)
        if self._of_class is None:
            return found[..., -1:, :] if last_only else found
        return self._of_class[found[..., -1:] if last_only else found]


class Block:
    """Room for the minibatches of at most `steps` steps of some networks; one network has no network axis.

    inputs: [step, (network,) input, time, trial]; targets, outputs and initial outputs: [step, (network,) output,
    scored]; `scored` runs over the trials of the first scored time step, then those of the next. A minibatch that is
    the whole pool is the same in every step and is held once.

    networks: places of the networks in the replicate axis of a pool that has one. initial_outputs [network, trial,
    scored time, output]: gathered with the trials where they are given.
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
    ):
        self._objective, self._last_only = objective, last_only
        self._whole, self._loaded = batch == pool.trials, False
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
        """Gather the trials of the next steps, [step, network, trial]."""
        if self._whole and self._loaded:
            return
        chosen = torch.from_numpy(indices[:1] if self._whole else indices).to(self.inputs.device)
        steps, self._loaded = len(chosen), True
        rows = (chosen if self._offsets is None else chosen + self._offsets).squeeze(1)
        self.inputs[:steps].copy_(select(self._inputs, rows).movedim(-3, -1))
        self._targets_by_time[:steps].copy_(self._dense.gather(rows, self._last_only).transpose(-1, -3))
        if self._initial is not None:
            initial = select(self._initial, (chosen + self._own).squeeze(1))
            self._initial_by_time[:steps].copy_(initial.transpose(-1, -3))

    def loss(self, steps: int) -> np.ndarray:
        """Loss of each network in the first so many steps, [network, step]."""
        targets = self.targets if self._whole else self.targets[:steps]
        return self._objective.loss(self.outputs[:steps], targets).reshape(steps, -1).T.cpu().numpy()


def select(trials: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
    """trials[indices] for indices of any shape: whole rows are copied, which indexing does element by element."""
    return trials.index_select(0, indices.flatten()).view(*indices.shape, *trials.shape[1:])
