"""The loss that training minimises, on held-out trials or on another part of the data."""

from richlazy import objectives
from richlazy.measures.predictions import predictions, targets
from richlazy.measures.snapshot import Snapshot

# Long name and unit of the objective are filled in.
LONG_NAME = "{objective}"
UNITS = "{unit}"
RANGE = (0, None)
ASKS = ["outputs"]
PER_PART = True


def measure(initial: Snapshot, current: Snapshot, part: str = "test") -> float:
    """Mean loss over trials and scored steps (all, or the last: `output_steps` of the config), in float64.

    Outputs are scaled and centred as in training.
    """
    probes, outputs = current.probes, predictions(initial, current, part)
    losses = probes.objective_module.losses(outputs.double().flatten(1), targets(probes, part, len(outputs)))
    by_step = losses.reshape(outputs.shape[1:])
    mean = float((by_step[-1:] if probes.last_only else by_step).mean())
    return mean * objectives.loss_factor(probes.objective, probes.alpha)
