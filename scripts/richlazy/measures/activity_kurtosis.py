"""Kurtosis of the responses of the units: whether their distribution over units is that of a random network."""

import torch

from richlazy.measures.snapshot import Snapshot

GROUP = "richness"
CHECKPOINTS = "ends"
LONG_NAME = "excess kurtosis of the responses over units"
UNITS = "1"
RANGE = (-2, None)
ASKS = ["features"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Excess kurtosis over units at the decision step, mean over probe trials; see `excess_kurtosis`.

    In a network with random recurrence the responses of the units in a trial are samples of a Gaussian, which learning
    makes non-Gaussian where it restructures the recurrence (Clark et al. 2026, bioRxiv 10.64898/2026.03.02.708943).
    Activity is that after the activation function: a Gaussian drive of mean 0 gives 2.41 in ReLU units.
    """
    return excess_kurtosis(current.decision_activity)


def excess_kurtosis(responses: torch.Tensor) -> float:
    """Mean over trials of E(h - m)⁴ / (E(h - m)²)² - 3, in float64; responses: [trial, unit].

    Expectations are over units, m = E h. Silent units count as zeros. Trials in which all units respond alike are left
    out; NaN if there is no other trial.
    """
    responses = responses.double()
    centred = responses - responses.mean(1, keepdim=True)
    variance = centred.square().mean(1)
    varied = variance > 0
    if not varied.any():
        return float("nan")
    return float((centred[varied].pow(4).mean(1) / variance[varied].square()).mean() - 3)
