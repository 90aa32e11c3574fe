"""Label noise: in every minibatch, some trials have the targets of another trial.

Fresh label noise at every step, as in the theory of label noise SGD (Blanc, Gupta, Valiant & Valiant 2020, COLT, arXiv
1904.09080; Damian, Ma & Lee 2021, arXiv 2106.06530). Swapping targets between trials keeps the frequency of classes and
the course of a trial over time, and suits the dense targets of every objective.
"""

import numpy as np
import torch

TAKES = ["trials"]
PARAMETERS = {
    "swapped_share": {
        "description": (
            "Share of trials in each minibatch that are shown with the targets of a trial of the same minibatch that "
            "is drawn uniformly; of two equally frequent classes, half of them have a wrong label."
        ),
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "default": 0.1,
        "stage": "train",
    },
}
ADVICE = {
    "swapped_share": {
        "recommended": [0.05, 0.4],
        "reason": "of two classes half of these have a wrong label",
        "cost": "a random number for each trial of a minibatch",
    },
}


def add(targets: torch.Tensor, generator: np.random.Generator, swapped_share: float) -> None:
    """Give each trial, with probability `swapped_share`, the targets of a random trial of its minibatch."""
    steps, trials = targets.shape[0], targets.shape[-1]
    chance, position = np.moveaxis(generator.random((steps, 2, trials)), 1, 0)
    source = np.where(chance < swapped_share, (position * trials).astype(np.int64), np.arange(trials))
    index = torch.from_numpy(source).to(targets.device)[:, None, None, :]
    targets.copy_(torch.take_along_dim(targets, index, -1))
