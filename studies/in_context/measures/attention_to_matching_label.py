"""Attention of the query, in the last layer, to the labels that are its own: the second half of an induction head.

Reddy 2024 (arXiv 2312.03002) and Singh et al. 2024 (arXiv 2404.07129) follow it to tell when a network reads the answer
from its context. The last layer alone is meant: what it moves to the query is what the head reads.
"""

from richlazy.measures.snapshot import Snapshot

from studies.in_context.read_outs import attention, context_labels, matching_label, query_labels

LONG_NAME = "attention of the query to labels that are its own"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["attention"]
DATA = ["trials"]
PER_PART = True
GROUP = "in_context"


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """Sum over the label tokens with the label of the query, averaged over the trials that have one; NaN without.

    For k of N pairs, chance is k / (2N + 1).
    """
    trials = current.probes.trials(part)
    contexts, queries = context_labels(trials), query_labels(trials)
    found = matching_label(attention(current, part)[1], contexts, queries)
    return float(found[(contexts == queries[:, None]).any(1)].double().mean())
