"""Metabolic cost of activity, modelled as the mean square of the rates (Song, Yang & Wang 2016)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "mean squared activity of the hidden units"
UNITS = "1"
RANGE = (0, None)
ASKS = ["features"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Mean of h² over units, time steps and probe trials."""
    return float(current.probe_activity.double().square().mean())
