"""Difference of the held-out loss of two networks: how far apart the networks of a condition are in what they achieve.

Its mean over all pairs is Gini's mean difference, a measure of the spread of the loss over seeds.
"""

from richlazy.measures import loss
from richlazy.measures.between_seeds.networks import Network

LONG_NAME = "difference of the {objective} between seeds"
UNITS = "{unit}"
RANGE = (0, None)
ASKS = ["outputs"]
GROUP = "between_seeds"


def describe(network: Network) -> float:
    """The loss on the test trials, of outputs scaled and centred as in training."""
    return loss.measure(network.initial, network.current)


def compare(first: float, second: float) -> float:
    """Absolute difference of two losses."""
    return abs(first - second)
