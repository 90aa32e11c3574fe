"""What a learner answers: its outputs, scaled and centred as the objective sees them."""

import torch

from richlazy.measures.snapshot import Snapshot


def predictions(initial: Snapshot, current: Snapshot, part: str) -> torch.Tensor:
    """alpha · f on a part of the data, or alpha · (f − f₀) where outputs are centred, [output, time, trial]."""
    alpha, found = current.probes.alpha, current.outputs_on(part)
    if current.probes.centre:
        found = found - initial.outputs_on(part)
    return found if alpha == 1 else alpha * found
