"""A block of training steps whose minibatches come from streams, one for each network."""

from collections.abc import Sequence
from types import ModuleType

import numpy as np
import torch

from richlazy.training.block import Block, Pool


class StreamedBlock(Block):
    """Buffers as those of `Block`; pool: any part of the data, for the shapes and the number of classes.

    centred: whether there are buffers for initial outputs, which the loop fills by a forward pass at each step.
    """

    def __init__(
        self,
        pool: Pool,
        objective: ModuleType,
        networks: Sequence[int],
        steps: int,
        batch: int,
        last_only: bool,
        centred: bool,
    ):
        super().__init__(pool, objective, networks, steps, batch, last_only, own_targets=True)
        self.inputs.zero_()  # channels that a stream lacks stay silent (`input_channels`)
        if centred:
            self.initial_outputs = torch.empty_like(self.outputs)
            self.minibatches = list(zip(self.inputs, self.targets, self.outputs, self.initial_outputs, strict=True))

    def load(self, taken: Sequence[tuple[np.ndarray, np.ndarray]]) -> None:
        """Copy the minibatches of the next steps, (inputs, labels) of each network as `FreshMinibatches.take` gives."""
        steps, device = len(taken[0][0]), self.inputs.device
        of_networks = [self.inputs] if len(taken) == 1 else self.inputs.unbind(1)
        targets = self.targets_of_networks(steps)
        for (inputs, labels), all_steps, target in zip(taken, of_networks, targets, strict=True):
            all_steps[:steps, : inputs.shape[-1]].copy_(torch.from_numpy(inputs).to(device).transpose(-3, -1))
            by_time = labels if labels.ndim == 3 else np.broadcast_to(labels[..., None], inputs.shape[:3])
            scored = torch.from_numpy(by_time.astype(np.int64)).to(device)
            target.copy_(self._dense.of_labels(scored, self._last_only).transpose(-1, -3))
