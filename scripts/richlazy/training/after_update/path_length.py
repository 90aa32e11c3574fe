"""Length of the path that the weights take: the sum of the sizes of all updates, at least that of the net change."""

from collections.abc import Sequence

import numpy as np
import torch

PARAMETER = "tracked"
PARAMETERS = {}
VARIABLES = {
    "path_length_1": "length of the path of the weights under study (sum of absolute updates)",
    "path_length_2": "length of the path of the weights under study (sum of Frobenius norms of updates)",
}


class AfterUpdate:
    """Sum over updates of the size of ΔW, for each network over all its matrices [(network,) post, pre].

    Two sizes: sum |ΔW_ij|, the cost of synaptic change if it is paid per synapse (Li & van Rossum 2020, eLife
    9:e50804), and the Frobenius norm. ΔW is the difference of the weights themselves, so that it holds for any
    optimiser and constraint.
    """

    def __init__(self, studied: Sequence[torch.Tensor], networks: int):
        self._studied = studied
        self._before = [matrix.clone(memory_format=torch.contiguous_format) for matrix in studied]
        self._flat = [matrix.view(networks, -1) for matrix in self._before]
        self._total = torch.zeros((2, networks), dtype=torch.float64, device=studied[0].device)

    def __call__(self) -> None:
        squares = 0
        for matrix, before, flat in zip(self._studied, self._before, self._flat, strict=True):
            torch.sub(matrix, before, out=before)
            self._total[0] += torch.linalg.vector_norm(flat, 1, dim=1)
            squares = squares + torch.linalg.vector_norm(flat, 2, dim=1).double() ** 2
            before.copy_(matrix)
        self._total[1] += torch.sqrt(squares)

    def values(self) -> dict[str, np.ndarray]:
        """Both lengths so far, by the names of VARIABLES, each [network]."""
        return dict(zip(VARIABLES, self._total.cpu().numpy().copy(), strict=True))

    def continue_from(self, other: "AfterUpdate", remaining) -> None:
        """Take over the lengths of the networks `remaining` of a larger ensemble."""
        self._total.copy_(other._total[:, remaining])
