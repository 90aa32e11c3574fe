"""First steps at which the accuracy on training and on held-out trials is a bound, looked at after every update."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch

PARAMETER = "tracked"
TAKES = ["trials"]
PARTS = ["training", "test"]
PARAMETERS = {
    "accuracy_bound": {
        "description": "Accuracy whose first step on training and on held-out trials is recorded.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "default": 0.5,
        "stage": "train",
    },
}
ADVICE = {
    "accuracy_bound": {
        "recommended": [0.5, 0.9],
        "reason": "well above that of a guess, and below that of the best networks",
        "cost": "a forward pass of a part after every update, until all networks of a chunk have reached it there; "
        "with small minibatches that is many times a step, which no estimate of time counts",
    },
}
VARIABLES = {
    "training_accuracy_step": "first step at which the accuracy on training trials reached the bound; +inf before that",
    "held_out_accuracy_step": "first step at which the accuracy on held-out trials reached the bound; +inf before that",
}


class AfterUpdate:
    """Number of updates before the accuracy of each network first was at least the bound, on each part; 0 is before
    learning. Accuracy is the share of trials whose class, by the objective's decision, is correct; outputs that are not
    finite decide for none.
    """

    def __init__(self, studied: Sequence[torch.Tensor], networks: int, parts: Mapping, accuracy_bound: float):
        device = studied[0].device
        self._decision = {name: part.objective.decision for name, part in parts.items()}
        self._classes = {name: self._decided(name, part.targets) for name, part in parts.items()}
        self._least = {name: least(accuracy_bound, classes.shape[-1]) for name, classes in self._classes.items()}
        self._done = torch.zeros(1, dtype=torch.float64, device=device)
        self._never = torch.full_like(self._done, torch.inf)
        self._first = torch.full((len(PARTS), networks), torch.inf, dtype=torch.float64, device=device)

    def __call__(self) -> None:
        self._done += 1

    def look(self, part: str, outputs: torch.Tensor) -> None:
        """Take note of networks that have reached the bound now; outputs: [network, output, trial]."""
        right = (self._decided(part, outputs) == self._classes[part]) & outputs.isfinite().all(-2)
        reached = right.sum(-1) >= self._least[part]
        first = self._first[PARTS.index(part)]
        torch.minimum(first, torch.where(reached, self._done, self._never), out=first)

    def needed(self) -> list[str]:
        """The parts on which a network has not reached the bound yet."""
        return [part for part, first in zip(PARTS, self._first, strict=True) if first.isinf().any()]

    def values(self) -> dict[str, np.ndarray]:
        """The first steps by the names of VARIABLES, each [network]; +inf where the bound was not reached yet."""
        return dict(zip(VARIABLES, self._first.cpu().numpy().copy(), strict=True))

    def continue_from(self, other: "AfterUpdate", remaining) -> None:
        """Take over the counts of the networks `remaining` of a larger ensemble."""
        self._done.copy_(other._done)
        self._first.copy_(other._first[:, remaining])

    def _decided(self, part: str, values: torch.Tensor) -> torch.Tensor:
        """Classes [network, trial]."""
        return self._decision[part](values.movedim(-2, 0))


def least(accuracy: float, trials: int) -> int:
    """The least number of trials that are so large a share of all. It is a whole number, since GPUs divide by
    multiplying with a reciprocal."""
    return int(np.argmax(np.arange(trials + 1) / trials >= accuracy))
