"""Alignment of the tangent kernel with the task's targets (paper's claims on kernel-task alignment)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "kernel-target alignment"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["tangent_kernel"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """yᵀ K y / (‖y‖² Tr K) of the current kernel; y are the one-hot targets stacked as the outputs are, uncentred."""
    kernel, targets = current.kernel.double(), current.kernel_targets.double()
    return float(targets @ kernel @ targets / (targets @ targets * kernel.trace()))
