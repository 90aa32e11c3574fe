"""Cross-entropy on held-out trials."""

import torch

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "cross-entropy on held-out trials"
UNITS = "nat"
RANGE = (0, None)


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Mean over test trials and scored steps (all steps, or the last: `output_steps` of the config)."""
    log_probability = torch.log_softmax(current.test_outputs.double(), 0)
    chosen = log_probability.gather(0, current.probes.test_labels[None])[0]
    return -float((chosen[-1:] if current.probes.last_only else chosen).mean())
