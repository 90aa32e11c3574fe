"""Alignment of the tangent kernels before and after learning: high in the lazy regime (paper, figure 1)."""

from richlazy.measures.alignment import alignment
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "tangent kernel alignment"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["tangent_kernel"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """<K_0, K_f> / (‖K_0‖ ‖K_f‖) for the kernels with respect to the matrices under study, on the kernel trials."""
    return alignment(initial.kernel, current.kernel)
