"""The loss that learning brings down, on held-out trials or on another part of the data."""

from richlazy import objectives
from richlazy.measures.predictions import predictions, targets
from richlazy.measures.snapshot import Snapshot

# Of the objective that was chosen.
LONG_NAME = "{objective}"
UNITS = "{unit}"
RANGE = (0, None)
ASKS = ["outputs"]
PER_PART = True


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """The trained loss: its mean over trials and scored steps (all, or the last: `output_steps` of the config), in
    float64, of the outputs as they are scaled and centred in training."""
    probes, outputs = current.probes, predictions(initial, current, part)
    losses = probes.objective_module.losses(outputs.double().flatten(1), targets(probes, part, len(outputs)))
    by_step = losses.reshape(outputs.shape[1:])
    mean = float((by_step[-1:] if probes.last_only else by_step).mean())
    return mean * objectives.loss_factor(probes.objective, probes.alpha)
