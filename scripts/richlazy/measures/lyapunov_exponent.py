"""Maximal Lyapunov exponent of a network that its task drives: positive where small perturbations grow."""

import torch

from richlazy import randomness
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "maximal Lyapunov exponent"
UNITS = "1/step"
RANGE = (None, None)
ASKS = ["state"]
# Trials that follow each other in a sequence, sequences side by side, and the share of steps before any is counted.
TRIALS, SEQUENCES, TRANSIENT = 10, 16, 0.2


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Mean logarithmic growth of a tangent vector per time step, in float64 (Benettin et al. 1980).

    Probe trials follow one another without a reset, TRIALS in a sequence; the mean is over sequences, which have a
    random tangent vector each, and over the steps after the transient. -inf where the units that carry a vector fall
    silent; NaN where activity leaves the range of numbers.
    """
    inputs = in_sequences(current.probes.probe_inputs, TRIALS, SEQUENCES).double()
    shape = len(current.probe_activity), inputs.shape[2]
    tangent = torch.from_numpy(randomness.generator("tangent vectors", 0).standard_normal(shape))
    growth = current.state_growth(inputs, tangent)
    return float(growth[round(TRANSIENT * len(growth)) :].mean())


def in_sequences(inputs: torch.Tensor, length: int, most: int) -> torch.Tensor:
    """Trials [input, time, trial] joined in their order, [input, time, sequence].

    `length` trials a sequence (all, where there are fewer), at most `most` sequences; trials beyond are left out.
    """
    channels, steps, trials = inputs.shape
    length = min(length, trials)
    sequences = min(most, trials // length)
    ordered = inputs[..., : length * sequences].reshape(channels, steps, sequences, length)
    return ordered.permute(0, 3, 1, 2).reshape(channels, length * steps, sequences)
