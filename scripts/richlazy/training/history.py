"""Result of a training: weights at checkpoints, the loss curve, and when and why each network stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from richlazy.training import after_update
from richlazy.training.settings import Settings


@dataclass
class History:
    """Result of a training; the first axis of all arrays is the seed.

    weights: Weights with axes [seed, checkpoint, ...], NaN from divergence on.
    loss: [seed, step], of the minibatch before each update; NaN after a stop.
    divergence_step: [seed], number of updates before the first loss that was not finite or above `divergence_loss`; -1
    without one.
    stopped_step: [seed], number of updates before the network stopped, -1 if it reached the last step. Later
    checkpoints hold the weights at the stop, NaN after divergence.
    stopped_by: [seed], the name of the stopping rule, "divergence", or "steps".
    recorded: by name, [seed, checkpoint], the values that the acts after updates record; NaN from divergence on.
    """

    weights: NamedTuple
    loss: np.ndarray
    divergence_step: np.ndarray
    stopped_step: np.ndarray
    stopped_by: np.ndarray
    recorded: dict[str, np.ndarray]

    def mark_diverged(self, checkpoints: Sequence[int]) -> None:
        """Set everything after a divergence to NaN, and record the divergence as the reason of the stop."""
        for network in np.flatnonzero(self.divergence_step >= 0):
            step = self.divergence_step[network]
            self.stopped_step[network], self.stopped_by[network] = step, "divergence"
            later = [index for index, checkpoint in enumerate(checkpoints) if checkpoint >= step]
            for values in self.weights:
                values[network, later] = torch.nan
            for values in self.recorded.values():
                values[network, later] = np.nan
            self.loss[network, step + 1 :] = np.nan


def empty_history(initial: NamedTuple, settings: Settings) -> History:
    """A history filled with NaN, in which every network reached the last step."""
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
