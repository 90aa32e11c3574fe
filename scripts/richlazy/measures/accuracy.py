"""Accuracy on held-out trials or on another part of the data."""

from richlazy.measures.predictions import predictions
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "accuracy"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["outputs"]
DATA = ["trials"]
PER_PART = True


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """Share of trials whose largest output at the decision step is the target."""
    step = current.probes.decision_step
    chosen = predictions(initial, current, part)[:, step].argmax(0)
    return float((chosen == current.probes.trials(part).labels[step]).double().mean())
