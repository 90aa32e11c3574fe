"""Outputs and targets of an ensemble on a whole part of a pool, for centring (f₀) and for stopping rules."""

from collections.abc import Sequence
from functools import cached_property
from types import ModuleType

import numpy as np
import torch

from richlazy.training.block import Block, DenseTargets, Pool


class WholePart:
    """A whole part of a pool, evaluated in forward passes of `batch` trials; the last pass wraps around.

    networks: indices of the ensemble's networks in the replicate axis of a pool that has one.
    """

    def __init__(self, pool: Pool, objective: ModuleType, networks: Sequence[int], batch: int, last_only: bool):
        self._pool, self._objective, self._networks = pool, objective, networks
        self._batch, self._last_only = batch, last_only
        self._block = Block(pool, objective, networks, 1, batch, last_only)

    def outputs(self, ensemble) -> torch.Tensor:
        """Outputs with the present weights of the ensemble, [network, trial, scored time, output]."""
        trials, batch, count = self._pool.trials, self._batch, len(self._networks)
        inputs, _, outputs, _ = self._block.minibatches[0]
        scored = 1 if self._last_only else self._pool.inputs.shape[-1]
        all_outputs = outputs.new_empty((count, trials, scored, outputs.shape[-2]))
        for start in range(0, trials, batch):
            rows = np.arange(start, start + batch) % trials
            self._block.load(np.broadcast_to(rows, (1, count, batch)).copy())
            ensemble.forward(inputs, outputs)
            by_trial = outputs.reshape(count, -1, scored, batch).transpose(1, 3)
            all_outputs[:, start : start + batch] = by_trial[:, : trials - start]
        return all_outputs

    @cached_property
    def targets(self) -> torch.Tensor:
        """Targets of all trials, [network, output, scored], in the order of `by_output`."""
        rows = torch.arange(self._pool.trials, device=self._pool.inputs.device)
        own = torch.tensor(self._networks, device=rows.device)[:, None] * (len(rows) if self._pool.replicated else 0)
        return by_output(DenseTargets(self._pool, self._objective).gather(own + rows, self._last_only))


def by_output(outputs: torch.Tensor) -> torch.Tensor:
    """[network, output, scored] from [network, trial, time, output]."""
    return outputs.flatten(1, 2).mT
