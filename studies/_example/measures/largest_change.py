"""The largest change of a single weight."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "largest change of a weight under study"
UNITS = "1"
RANGE = (0, None)
ASKS = ["studied_matrices"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Largest absolute difference of all weights under study."""
    return float((current.studied_weights - initial.studied_weights).abs().max())
