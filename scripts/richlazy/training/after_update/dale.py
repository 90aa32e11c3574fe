"""Dale's law kept during training: a weight that an update carries across zero is set to zero."""

from collections.abc import Sequence

import numpy as np
import torch

from richlazy.connectivity.dale_law import column_signs

PARAMETER = "constraint"
PARAMETERS = {}
VARIABLES = {}
EXAMPLE = {"parameters": {"connectivity": "dale_balanced"}}


class AfterUpdate:
    """Projection of matrices [(network,) post, pre] onto those whose columns keep the signs that they have now.

    The velocity of the optimiser is left alone. Raises InputError for a column of both signs; a column of zeros stays
    non-negative.
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

    def continue_from(self, other: "AfterUpdate", kept) -> None:
        """Take over the signs of the networks `kept` of a larger ensemble: columns may have become zero since."""
        for own, earlier in zip(self._bounds, other._bounds, strict=True):
            for bound, known in zip(own, earlier, strict=True):
                bound.copy_(known.reshape(other._networks, 1, -1)[kept].reshape(bound.shape))


def _bounds(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Least and greatest value of the weights of every column, [(network,) 1, pre]."""
    single = matrix.reshape(-1, *matrix.shape[-2:]).cpu().numpy()
    positive = torch.from_numpy(np.stack([column_signs(one) > 0 for one in single])).to(matrix.device)
    positive = positive.reshape(*matrix.shape[:-2], 1, matrix.shape[-1])
    infinity = torch.full(positive.shape, torch.inf, dtype=matrix.dtype, device=matrix.device)
    return torch.where(positive, 0, -infinity), torch.where(positive, infinity, 0)
