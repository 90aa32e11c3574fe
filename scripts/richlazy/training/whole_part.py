"""Outputs of an ensemble on a whole part of a pool: f₀ of centred outputs, and what stopping rules look at."""

from collections.abc import Sequence
from types import ModuleType

import numpy as np
import torch

from richlazy.training.block import Block, DenseTargets, Pool


def outputs_on(ensemble, pool: Pool, objective: ModuleType, networks: Sequence[int], batch: int, last_only: bool):
    """Outputs [network, trial, scored time, output] by forward passes of `batch` trials; those of the last wrap around.

    networks: places of the ensemble's networks in the replicate axis of a pool that has one.
    """
    block, count = Block(pool, objective, networks, 1, batch, last_only), len(networks)
    (inputs, _, outputs, _) = block.minibatches[0]
    scored = 1 if last_only else pool.inputs.shape[-1]
    found = pool.inputs.new_empty((count, pool.trials, scored, outputs.shape[-2]))
    for start in range(0, pool.trials, batch):
        rows = np.arange(start, start + batch) % pool.trials
        block.load(np.broadcast_to(rows, (1, count, batch)).copy())
        ensemble.forward(inputs, outputs)
        by_trial = outputs.reshape(count, -1, scored, batch).transpose(1, 3)
        found[:, start : start + batch] = by_trial[:, : pool.trials - start]
    return found


def targets_on(pool: Pool, objective: ModuleType, networks: Sequence[int], last_only: bool) -> torch.Tensor:
    """Targets of a whole part, [network, trial, scored time, output]."""
    rows = torch.arange(pool.trials, device=pool.inputs.device)
    own = torch.tensor(networks, device=rows.device)[:, None] * (pool.trials if pool.replicated else 0)
    return DenseTargets(pool, objective).gather(own + rows, last_only)


def by_output(outputs: torch.Tensor) -> torch.Tensor:
    """[network, output, scored] from [network, trial, time, output]."""
    return outputs.flatten(1, 2).mT
