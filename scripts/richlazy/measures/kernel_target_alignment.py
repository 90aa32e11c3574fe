"""Alignment of the tangent kernel with the targets of the task (the paper's kernel-task alignment)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "kernel-target alignment"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["tangent_kernel"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """yᵀ K y / (‖y‖² Tr K) for the current kernel K; y: the targets in the order of the rows of K, uncentred."""
    kernel, targets = current.kernel.double(), current.kernel_targets.double()
    return float(targets @ kernel @ targets / (targets @ targets * kernel.trace()))
