"""The last update that changed a weight: with a hinge loss, the last minibatch with a sample below the margin."""

from collections.abc import Sequence

import numpy as np
import torch

PARAMETER = "tracked"
PARAMETERS = {}
VARIABLES = {"last_update": "last update that changed the weights under study"}


class AfterUpdate:
    """Number of updates, and that of the last which changed a matrix [(network,) post, pre], for each network.

    A loss whose gradient vanishes leaves all weights as they are, without momentum.
    """

    def __init__(self, studied: Sequence[torch.Tensor], networks: int):
        self._studied = studied
        self._before = [matrix.clone(memory_format=torch.contiguous_format) for matrix in studied]
        self._flat = [matrix.view(networks, -1) for matrix in self._before]
        self._done = torch.zeros(1, dtype=torch.float64, device=studied[0].device)
        self._last = torch.zeros(networks, dtype=torch.float64, device=studied[0].device)

    def __call__(self) -> None:
        self._done += 1
        for matrix, before, flat in zip(self._studied, self._before, self._flat, strict=True):
            torch.sub(matrix, before, out=before)
            torch.where(flat.any(1), self._done, self._last, out=self._last)
            before.copy_(matrix)

    def values(self) -> dict[str, np.ndarray]:
        """The last update so far, by the name in VARIABLES, [network]."""
        return {"last_update": self._last.cpu().numpy().copy()}

    def continue_from(self, other: "AfterUpdate", remaining) -> None:
        """Take over the counts of the networks `remaining` of a larger ensemble."""
        self._done.copy_(other._done)
        self._last.copy_(other._last[remaining])
