"""A network that shows any activity: each unit has an input of its own, and there is one step."""

import torch
from richlazy.learners.recurrent.weights import Weights
from richlazy.measures.snapshot import Probes, Snapshot


def shown(activity, labels=None, read_out=None, evidence=None):
    """Snapshot with the activity [trial, unit], not negative, classes [trial] and read-out [output, unit]."""
    activity = torch.as_tensor(activity, dtype=torch.float64)
    trials, units = activity.shape
    inputs = activity.T[:, None].contiguous()
    labels = torch.zeros(trials, dtype=torch.int64) if labels is None else torch.as_tensor(labels)
    output = torch.ones(1, units) if read_out is None else torch.as_tensor(read_out)
    weights = Weights(torch.zeros(units, units).double(), torch.eye(units).double(), output.double())
    evidence = None if evidence is None else torch.as_tensor(evidence)
    trials = inputs, labels[None], inputs, labels[None]
    return Snapshot(weights, Probes(*trials, 1, 0, "recurrent", 1.0, False, "all", 1e9, probe_evidence=evidence))
