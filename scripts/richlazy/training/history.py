"""What is kept of a training: weights at checkpoints, the loss curve, and when and why each network ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from richlazy.training import after_update
from richlazy.training.settings import Settings


@dataclass
class History:
    """What is kept of a training, seed first.

    weights: a network's Weights per checkpoint, NaN from divergence on; loss: [seed, step], of the minibatch before
    each update, NaN after a stop; divergence_step: the number of updates after which the loss was not finite, or above
    `divergence_loss`, for the first time; -1 if it never was. stopped_step: the number of updates after which a network
    stopped, -1 if it went to the last step; its later checkpoints hold the weights of then, NaN where it diverged.
    stopped_by: the stopping rule that stopped it, "divergence", or "steps". recorded: what acts after updates record,
    [seed, checkpoint] each, NaN as weights.
    """

    weights: NamedTuple
    loss: np.ndarray
    divergence_step: np.ndarray
    stopped_step: np.ndarray
    stopped_by: np.ndarray
    recorded: dict[str, np.ndarray]

    def mark_diverged(self, checkpoints: Sequence[int]) -> None:
        """Set to NaN what comes after a divergence, and say that it ended the training."""
        for network in np.flatnonzero(self.divergence_step >= 0):
            step = self.divergence_step[network]
            self.stopped_step[network], self.stopped_by[network] = step, "divergence"
            lost = [index for index, checkpoint in enumerate(checkpoints) if checkpoint >= step]
            for values in self.weights:
                values[network, lost] = torch.nan
            for values in self.recorded.values():
                values[network, lost] = np.nan
            self.loss[network, step + 1 :] = np.nan


def empty_history(initial: NamedTuple, settings: Settings) -> History:
    """All NaN, of networks that have gone to the last step."""
    seeds, checkpoints = len(initial[0]), settings.checkpoints
    weights = initial._make(
        torch.full((seeds, len(checkpoints), *w.shape[1:]), torch.nan, dtype=w.dtype) for w in initial
    )
    loss = np.full((seeds, checkpoints[-1]), np.nan, np.float32)
    acts = (after_update.registry.constant(name, "VARIABLES", {}) for name in settings.after_update)
    recorded = {name: np.full((seeds, len(checkpoints)), np.nan) for names in acts for name in names}
    return History(
        weights, loss, np.full(seeds, -1), np.full(seeds, -1), np.full(seeds, "steps", dtype=object), recorded
    )
