"""The loss that learning brings down, on held-out trials or on another part of the data."""

import torch

from richlazy.measures.predictions import predictions
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "cross-entropy"
UNITS = "nat"
RANGE = (0, None)
ASKS = ["outputs"]
PER_PART = True


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """Mean over trials and scored steps (all steps, or the last: `output_steps` of the config)."""
    log_probability = torch.log_softmax(predictions(initial, current, part).double(), 0)
    chosen = log_probability.gather(0, current.probes.trials(part).labels[None])[0]
    return -float((chosen[-1:] if current.probes.last_only else chosen).mean())
