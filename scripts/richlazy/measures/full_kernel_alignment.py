"""Alignment of the tangent kernels of all trained weights before and after learning: high in the lazy regime."""

from richlazy.measures.alignment import alignment
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "tangent kernel alignment, kernel of all trained weights"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["tangent_kernel"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """<K_0, K_f> / (‖K_0‖ ‖K_f‖) for the kernels with respect to all trained weights, on the kernel trials."""
    return alignment(initial.full_kernel, current.full_kernel)
