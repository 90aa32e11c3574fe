"""Accuracy among all labels, for which guessing gives one over their number: the library's accuracy on a part.

It is a measure of this study so that one job takes it on all parts, beside accuracy among the labels of the context.
"""

from richlazy.measures import accuracy
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "accuracy among all labels"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["outputs"]
DATA = ["trials"]
PER_PART = True
GROUP = "in_context"


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """Share of sequences whose largest output is that of the label of the query."""
    return accuracy.measure(initial, current, part)
