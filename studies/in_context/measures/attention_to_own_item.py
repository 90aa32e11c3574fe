"""Attention of labels, in the first layer, to the item before them: the first half of an induction head."""

from richlazy.measures.snapshot import Snapshot

from studies.in_context.read_outs import attention, own_item

LONG_NAME = "attention of labels to their own item"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["attention"]
DATA = ["trials"]
PER_PART = True
GROUP = "in_context"


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """Average over label tokens and trials; uniform causal attention gives the mean of 1/2, 1/4, ..., 1/(2N)."""
    return float(own_item(attention(current, part)[0]).double().mean())
