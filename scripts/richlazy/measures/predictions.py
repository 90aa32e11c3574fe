"""Outputs of a learner, scaled and centred as in training, and their targets."""

import torch

from richlazy import objectives
from richlazy.measures.snapshot import Probes, Snapshot


def predictions(initial: Snapshot, current: Snapshot, part: str) -> torch.Tensor:
    """alpha · f on a part of the data, or alpha · (f − f₀) with centring, [output, time, trial]."""
    probes = current.probes
    initial_outputs = initial.outputs_on(part) if probes.centre else None
    return objectives.scaled(current.outputs_on(part), initial_outputs, probes.alpha, probes.centre)


def targets(probes: Probes, part: str, outputs: int) -> torch.Tensor:
    """Targets of a part of the data for a learner with `outputs` outputs, [output, time × trial], float64."""
    return probes.objective_module.targets(probes.trials(part).labels.flatten(-2), outputs).double()
