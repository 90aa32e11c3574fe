"""Sign similarity: share of units × trials with the same sign of activity before and after learning; high in the lazy
regime (paper, figure 1)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "sign similarity"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["features"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Share with sign(h_0) = sign(h_f) at the decision step; for ReLU units the signs are 0 and 1."""
    return float((initial.decision_activity.sign() == current.decision_activity.sign()).double().mean())
