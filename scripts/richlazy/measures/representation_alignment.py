"""Alignment of the representations before and after learning: high in the lazy regime (paper, figure 1)."""

from richlazy.measures.alignment import alignment
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "representation alignment"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["features"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """<R_0, R_f> / (‖R_0‖ ‖R_f‖) for R = H Hᵀ, uncentred; H [trial, unit]: activity at the decision step."""
    return alignment(initial.representation, current.representation)
