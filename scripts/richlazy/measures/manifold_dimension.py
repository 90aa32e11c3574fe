"""Effective dimension of the class manifolds: in how many directions the anchors of a class vary (Chou et al. 2025,
arXiv 2503.18114)."""

from richlazy.measures.manifolds import of_snapshot
from richlazy.measures.snapshot import Snapshot

GROUP = "richness"
CHECKPOINTS = "ends"
LONG_NAME = "effective dimension of the class manifolds"
UNITS = "1"
RANGE = (0, None)
ASKS = ["features"]
DATA = ["trials"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """E b / P for the P classes at the decision step of the probe trials; see `manifolds.of_anchors`."""
    return of_snapshot(current).dimension
