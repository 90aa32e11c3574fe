"""Accuracy on held-out trials."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "accuracy on held-out trials"
UNITS = "1"
RANGE = (0, 1)


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Share of test trials whose largest output at the decision step is the target."""
    step = current.probes.decision_step
    chosen = current.test_outputs[:, step].argmax(0)
    return float((chosen == current.probes.test_labels[step]).double().mean())
