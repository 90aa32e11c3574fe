"""What may be done after every update of the weights, by its name in the config: constraints, and what is tracked."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import torch

from richlazy.training.dales_law import DalesLaw
from richlazy.training.path_length import PathLength


class AfterUpdate(Protocol):
    """Called after every update. `studied`: views of the matrices under study, [(network,) post, pre]."""

    VARIABLES: Mapping[str, str]  # what `values` records, each with its long name

    def __init__(self, studied: Sequence[torch.Tensor], networks: int): ...

    def __call__(self) -> None: ...

    def values(self) -> dict[str, np.ndarray]:
        """What is recorded at a checkpoint, [network] each."""

    def continue_from(self, other: "AfterUpdate", kept) -> None:
        """Take over from a larger ensemble, of which the networks `kept` go on."""


AFTER_UPDATE: dict[str, type[AfterUpdate]] = {"dale": DalesLaw, "path_length": PathLength}
