"""Accuracy among the labels that stand in the context, for which guessing between two gives 1/2.

Open-set accuracy, among all labels, mixes in whether a network knows that the answer is in its context.
"""

import torch
from richlazy.measures.predictions import predictions
from richlazy.measures.snapshot import Snapshot

from studies.in_context.read_outs import context_labels, query_labels

LONG_NAME = "accuracy among the labels of the context"
UNITS = "1"
RANGE = (0, 1)
ASKS = ["outputs", "labels_in_context"]  # networks whose inputs are items and labels in turn
DATA = ["trials"]
PER_PART = True
GROUP = "in_context"


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """Share of the trials whose largest output among the labels of the context is that of the query.

    Trials whose label is not in the context are left out, since no answer could be right; NaN without others.
    """
    trials, last = current.probes.trials(part), current.probes.decision_step
    outputs = predictions(initial, current, part)[:, last].T
    correct, counted = is_correct(outputs, context_labels(trials), query_labels(trials))
    return float(correct[counted].double().mean())


def is_correct(
    outputs: torch.Tensor, contexts: torch.Tensor, queries: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Whether each trial is answered correctly, and whether its label is in the context, bool [trial] both.

    outputs: [trial, label]. contexts: labels [trial, pair]. queries: labels [trial].
    """
    labels = torch.arange(outputs.shape[1], device=outputs.device)
    among = (contexts[..., None] == labels).any(1)
    answers = outputs.masked_fill(~among, -torch.inf).argmax(1)
    return answers == queries, (contexts == queries[:, None]).any(1)
