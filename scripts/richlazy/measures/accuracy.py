"""Accuracy on held-out trials, or on another part of the data."""

from richlazy.measures.predictions import predictions
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "accuracy"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["outputs"]
DATA = ["trials"]
PER_PART = True


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """Share of trials whose class, by the objective's decision from the outputs at the decision step, is correct."""
    probes = current.probes
    decisions = probes.objective_module.decision(predictions(initial, current, part)[:, probes.decision_step])
    return float((decisions == probes.trials(part).labels[probes.decision_step]).double().mean())
