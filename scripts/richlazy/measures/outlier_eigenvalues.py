"""Eigenvalues of the recurrent matrix that learning took out of the bulk of its start (Bordelon et al. 2025, arXiv
2503.18754: a rich network learns a long time scale by such outliers, a lazy one without them)."""

import torch

from richlazy.measures.snapshot import Snapshot

GROUP = "richness"
CHECKPOINTS = "ends"
LONG_NAME = "eigenvalues of the recurrent matrix that left the bulk of its start"
UNITS = "1"
RANGE = (0, None)
# A learner with a recurrent state has a square matrix under study that is applied again and again. The square matrices
# of a feed-forward network map one layer to another; their eigenvalues mean nothing.
ASKS = ["studied_matrices", "state"]
# How far beyond the radius of the bulk an eigenvalue counts as an outlier, as a share of the radius.
TOLERANCE = 0.15


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Number of eigenvalues outside the bulk of the start, beyond the number that were outside at the start."""
    radius = float(initial.first_matrix.norm() / len(initial.first_matrix) ** 0.5)
    return newly_outside(initial.once(eigenvalues), current.once(eigenvalues), radius)


def eigenvalues(snapshot: Snapshot) -> torch.Tensor:
    """Eigenvalues of the first matrix under study, complex."""
    return torch.linalg.eigvals(snapshot.first_matrix)


def newly_outside(before: torch.Tensor, now: torch.Tensor, radius: float) -> float:
    """How many more of the eigenvalues `now` than of those `before` are outside the bulk of the start, at least 0.

    radius: of the bulk, ‖W(0)‖_F / √N. By the circular law the disc around 0 with this radius holds the eigenvalues of
    a full random matrix. Truncation at equal norm does not change it, so that it is the same for all ranks. Eigenvalues
    that the start has outside (of a circuit with excitatory mean, or by chance at low rank) account for as many later
    ones. NaN for a start of zeros, which has no bulk.
    """
    if radius == 0:
        return float("nan")
    outside = [int((values.abs() > (1 + TOLERANCE) * radius).sum()) for values in (before, now)]
    return float(max(outside[1] - outside[0], 0))
