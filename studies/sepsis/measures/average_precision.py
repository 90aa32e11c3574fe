"""How well cases are told from controls, whatever the threshold: average precision (AUPRC) of the test stays, or of
another part such as the same stays hours before onset."""

import numpy as np
from richlazy.measures.predictions import predictions
from richlazy.measures.snapshot import Snapshot

from studies.sepsis.scores import auprc

LONG_NAME = "average precision (AUPRC)"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["outputs"]
DATA = ["trials"]
PER_PART = True
GROUP = "recognition"


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """Average precision of the output of class 1 less that of class 0, at the decision step; NaN without a trial of
    class 1. Chance is the share of class 1."""
    step = current.probes.decision_step
    outputs = predictions(initial, current, part)[:, step]
    case = (current.probes.trials(part).labels[step] == 1).numpy()
    return auprc((outputs[1] - outputs[0]).double().numpy(), case) if case.any() else np.nan
