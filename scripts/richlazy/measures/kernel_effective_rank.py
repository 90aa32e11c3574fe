"""Effective rank of the tangent kernel: over how many directions of the outputs learning can act at similar speed."""

from richlazy.measures.snapshot import Snapshot

GROUP = "richness"
CHECKPOINTS = "ends"
LONG_NAME = "effective rank of the tangent kernel (participation ratio)"
UNITS = "1"
RANGE = (1, None)
ASKS = ["tangent_kernel"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Participation ratio (Tr K)² / Tr K² of the eigenvalues of the kernel with respect to the matrices under study, on
    the kernel trials, in float64. From 1 to the number of rows of the kernel (steps × outputs × trials), and never more
    than the number of weights under study; NaN if the kernel is zero. After Hazelden et al. 2025, arXiv 2507.06381."""
    kernel = current.kernel.double()
    return float(kernel.trace() ** 2 / kernel.square().sum())
