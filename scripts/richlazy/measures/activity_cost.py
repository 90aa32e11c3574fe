"""Metabolic cost of activity, which is taken to grow with the square of the rates (Song, Yang & Wang 2016)."""

from richlazy.measures.snapshot import Snapshot

LONG_NAME = "mean squared activity of the hidden units"
UNITS = "1"
RANGE = (0, None)
ASKS = ["features"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Mean of h² over units, all steps and probe trials."""
    return float(current.probe_activity.double().square().mean())
