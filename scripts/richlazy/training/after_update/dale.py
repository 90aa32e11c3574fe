"""Dale's law during training: a weight that changes its sign in an update is set to zero."""

from collections.abc import Sequence

import numpy as np
import torch

from richlazy.connectivity.dale_law import column_signs

PARAMETER = "constraint"
PARAMETERS = {}
VARIABLES = {}
EXAMPLE = {"parameters": {"connectivity": "dale_balanced"}}


class AfterUpdate:
    """Projection of matrices [(network,) post, pre] onto matrices whose columns have the initial signs.

    The velocity of the optimiser is not changed. Raises InputError for a column with entries of both signs; a column of
    zeros counts as non-negative.
    """

    def __init__(self, studied: Sequence[torch.Tensor], networks: int):
        self._studied, self._networks = studied, networks
        self._bounds = [_bounds(matrix) for matrix in studied]

    def __call__(self) -> None:
        for matrix, (lower, upper) in zip(self._studied, self._bounds, strict=True):
            torch.clamp(matrix, lower, upper, out=matrix)

    def values(self) -> dict[str, np.ndarray]:
        """Nothing is recorded."""
        return {}

    def continue_from(self, other: "AfterUpdate", remaining) -> None:
        """Take over the signs of the networks `remaining` of a larger ensemble; columns may have become zero since."""
        for own, earlier in zip(self._bounds, other._bounds, strict=True):
            for bound, known in zip(own, earlier, strict=True):
                bound.copy_(known.reshape(other._networks, 1, -1)[remaining].reshape(bound.shape))


def _bounds(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Lower and upper bound of the weights of every column, [(network,) 1, pre]."""
    single = matrix.reshape(-1, *matrix.shape[-2:]).cpu().numpy()
    positive = torch.from_numpy(np.stack([column_signs(one) > 0 for one in single])).to(matrix.device)
    positive = positive.reshape(*matrix.shape[:-2], 1, matrix.shape[-1])
    infinity = torch.full(positive.shape, torch.inf, dtype=matrix.dtype, device=matrix.device)
    return torch.where(positive, 0, -infinity), torch.where(positive, infinity, 0)
