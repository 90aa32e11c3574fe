"""Capacity of the class manifolds: classes per unit that a random linear read-out can separate (Chou et al. 2025, arXiv
2503.18114). Higher where learning untangled the classes."""

from richlazy.measures.manifolds import of_snapshot
from richlazy.measures.snapshot import Snapshot

GROUP = "richness"
CHECKPOINTS = "ends"
LONG_NAME = "capacity of the class manifolds"
UNITS = "1"
RANGE = (0, None)
ASKS = ["features"]
DATA = ["trials"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """P / E a for the P classes at the decision step of the probe trials; see `manifolds.of_anchors`."""
    return of_snapshot(current).capacity
