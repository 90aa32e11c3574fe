"""Effective radius of the class manifolds: how far their anchors spread, relative to the distance of their centres from
0 (Chou et al. 2025, arXiv 2503.18114)."""

from richlazy.measures.manifolds import of_snapshot
from richlazy.measures.snapshot import Snapshot

GROUP = "richness"
CHECKPOINTS = "ends"
LONG_NAME = "effective radius of the class manifolds"
UNITS = "1"
RANGE = (0, None)
ASKS = ["features"]
DATA = ["trials"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """√(E c / (E b - E c)) at the decision step of the probe trials; see `manifolds.of_anchors`."""
    return of_snapshot(current).radius
