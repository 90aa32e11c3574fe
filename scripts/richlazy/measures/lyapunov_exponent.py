"""Maximal Lyapunov exponent of a network driven by its task: positive if small perturbations grow."""

import torch

from richlazy import randomness
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "maximal Lyapunov exponent"
UNITS = "1/step"
RANGE = (None, None)
ASKS = ["state"]
# Trials in a sequence, number of sequences, and share of the steps that are discarded as the transient.
TRIALS, SEQUENCES, TRANSIENT = 10, 16, 0.2


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Mean logarithmic growth of a tangent vector per time step, in float64 (Benettin et al. 1980).

    TRIALS probe trials follow one another in a sequence without a reset. The mean is over sequences, each with a random
    tangent vector, and over the steps after the transient. -inf if a tangent vector becomes zero because all its units
    are zero; NaN if activity overflows.
    """
    inputs = in_sequences(current.probes.probe_inputs, TRIALS, SEQUENCES).double()
    shape = len(current.probe_activity), inputs.shape[2]
    tangent = torch.from_numpy(randomness.generator("tangent vectors", 0).standard_normal(shape))
    growth = current.state_growth(inputs, tangent)
    return float(growth[round(TRANSIENT * len(growth)) :].mean())


def in_sequences(inputs: torch.Tensor, length: int, most: int) -> torch.Tensor:
    """Trials [input, time, trial] concatenated in their order, [input, time, sequence].

    length: trials per sequence, at most all of them. most: largest number of sequences; further trials are not used.
    """
    channels, steps, trials = inputs.shape
    length = min(length, trials)
    sequences = min(most, trials // length)
    ordered = inputs[..., : length * sequences].reshape(channels, steps, sequences, length)
    return ordered.permute(0, 3, 1, 2).reshape(channels, length * steps, sequences)
