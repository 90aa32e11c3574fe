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
    """Share of trials for which the outputs at the decision step choose the target, as the objective reads them."""
    probes = current.probes
    chosen = probes.objective_module.decision(predictions(initial, current, part)[:, probes.decision_step])
    return float((chosen == probes.trials(part).labels[probes.decision_step]).double().mean())
