"""A block of training steps: their minibatches, and what networks make of them, in buffers that stay where they are."""

from dataclasses import dataclass

import numpy as np
import torch

from richlazy.learners.ensembles import cross_entropy


@dataclass(frozen=True)
class Pool:
    """Training trials: inputs [trial, input, time] float, labels [trial, time] int64, number of classes."""

    inputs: torch.Tensor
    labels: torch.Tensor
    classes: int


class Block:
    """Room for the minibatches of at most `steps` steps of so many networks; one network has no network axis.

    inputs: [step, (network,) input, time, trial]; targets (one-hot) and logits: [step, (network,) output, scored];
    `scored` runs over the trials of the first scored time step, then those of the next.
    """

    def __init__(self, pool: Pool, networks: int, steps: int, batch: int, last_only: bool):
        self._pool, self._last_only = pool, last_only
        self._one_hot = torch.eye(pool.classes, dtype=pool.inputs.dtype, device=pool.inputs.device)
        lead = (steps,) if networks == 1 else (steps, networks)
        channels, time = pool.inputs.shape[1:]
        self.inputs = pool.inputs.new_empty((*lead, channels, time, batch))
        by_time = pool.inputs.new_empty((*lead, pool.classes, 1 if last_only else time, batch))
        self._targets_by_time, self.targets = by_time, by_time.flatten(-2)
        self.logits = torch.empty_like(self.targets)
        self.minibatches = list(zip(self.inputs, self.targets, self.logits, strict=True))

    def load(self, indices: np.ndarray) -> None:
        """Gather the trials of the next steps, [step, network, trial]."""
        steps = len(indices)
        chosen = torch.from_numpy(indices).squeeze(1).to(self.inputs.device)
        self.inputs[:steps].copy_(select(self._pool.inputs, chosen).movedim(-3, -1))
        labels = select(self._pool.labels, chosen)
        if self._last_only:
            labels = labels[..., -1:]
        self._targets_by_time[:steps].copy_(self._one_hot[labels].transpose(-1, -3))

    def loss(self, steps: int) -> np.ndarray:
        """Loss of each network in the first so many steps, [network, step]."""
        return cross_entropy(self.logits[:steps], self.targets[:steps]).reshape(steps, -1).T.cpu().numpy()


def select(trials: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
    """trials[indices] for indices of any shape: whole rows are copied, which indexing does element by element."""
    return trials.index_select(0, indices.flatten()).view(*indices.shape, *trials.shape[1:])
