"""Weight change ‖W(f) - W(0)‖ of each group of weights of a torch module."""

import numpy as np

from richlazy.learners.torch_module import groups
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "change of each group of weights (Frobenius norm)"
UNITS = "1"
RANGE = (0, None)
ASKS = ["weight_groups"]
COMPONENTS = 8
GROUP = "weight_groups"


def measure(initial: Snapshot, current: Snapshot) -> np.ndarray:
    """Norm of the change of all weights in a group, summed in float64, [group] in the order of the learner's GROUPS.

    Components beyond the last group are NaN.
    """
    found = np.full(COMPONENTS, np.nan)
    ends = (groups.weights_by_group(one.weights, one.probes.architecture) for one in (initial, current))
    for number, (before, now) in enumerate(zip(*ends, strict=True)):
        found[number] = float((now.double() - before.double()).norm())
    return found
