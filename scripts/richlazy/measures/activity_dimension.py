"""Dimension of the activity: the effective number of principal components of its variance (Gao et al. 2017)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "dimension of the activity (participation ratio)"
UNITS = "1"
RANGE = (1, None)
ASKS = ["features"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Participation ratio (Tr C)² / Tr C² of the covariance C of the units over probe trials, at the decision step.

    From 1 to the number of units; NaN if activity is the same in all trials.
    """
    activity = current.decision_activity.double()
    centred = activity - activity.mean(0)
    covariance = centred.T @ centred
    return float(covariance.trace() ** 2 / covariance.square().sum())
